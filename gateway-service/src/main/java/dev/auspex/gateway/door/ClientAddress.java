package dev.auspex.gateway.door;

import java.util.HexFormat;

import io.netty.util.NetUtil;

/** The client as a principal, where nobody is signed in. */
final class ClientAddress {

    private static final int PREFIX_BYTES = 8;

    private ClientAddress() {}

    /** An IPv4 address as it is; of an IPv6 address the /64 network, since a client has all the addresses in it. */
    static String principal(String host) {
        if (host.indexOf(':') < 0) {
            return host;
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        if (bytes == null || bytes.length != 2 * PREFIX_BYTES) {
            return host;
        }
        return HexFormat.of().formatHex(bytes, 0, PREFIX_BYTES).concat("/64");
    }
}
