package dev.auspex.gateway.proxy;

import java.util.HexFormat;

import io.netty.util.NetUtil;

/**
 * Who is at the other end, as the connection or a trusted proxy in front of the gateway tells.
 *
 * @param address IP address
 * @param scheme  {@code http} or {@code https}
 * @param host    host and port that the client asked for
 */
public record Client(String address, String scheme, String host) {

    private static final int PREFIX_BYTES = 8;

    /** Whether all the way to the gateway, or to the proxy that it trusts, is TLS. */
    public boolean isSecure() {
        return "https".equals(scheme);
    }

    /**
     * The client as a principal, where nobody is signed in: an IPv4 address as it is; of an IPv6 address the /64 network, since a
     * client has all the addresses in it.
     */
    public String principal() {
        if (address.indexOf(':') < 0) {
            return address;
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null || bytes.length != 2 * PREFIX_BYTES) {
            return address;
        }
        return HexFormat.of().formatHex(bytes, 0, PREFIX_BYTES).concat("/64");
    }
}
