package dev.auspex.gateway.proxy;

import java.util.HexFormat;

import io.netty.util.NetUtil;

/**
 * The client of a request, as seen from the connection or reported by a trusted proxy in front of the gateway.
 *
 * @param address IP address
 * @param scheme  {@code http} or {@code https}
 * @param host    host and port that the client asked for
 */
public record Client(String address, String scheme, String host) {

    private static final int PREFIX_BYTES = 8;

    /** Returns whether the whole way to the gateway, or to the proxy that it trusts, uses TLS. */
    public boolean isSecure() {
        return "https".equals(scheme);
    }

    /**
     * Returns the key under which the client is limited if nobody is signed in. An IPv4 address is used as it is. For
     * an IPv6 address it is the /64 network, because one client has all the addresses in it.
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
