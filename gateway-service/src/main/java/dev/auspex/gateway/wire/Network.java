package dev.auspex.gateway.wire;

import io.netty.util.NetUtil;

/**
 * An IP network in CIDR notation.
 *
 * @param bytes  an address in the network
 * @param prefix number of leading bits that identify the network
 */
public record Network(byte[] bytes, int prefix) {

    public static Network of(String cidr) {
        int slash = cidr.indexOf('/');
        String address = slash < 0 ? cidr : cidr.substring(0, slash);
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            throw new IllegalArgumentException(
                    "Network " + cidr + " is not an address or a network such as 10.0.0.0/8.");
        }
        int bits = bytes.length * Byte.SIZE;
        int prefix = slash < 0 ? bits : number(cidr, cidr.substring(slash + 1));
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException(
                    "Network " + cidr + " has a prefix that is not between 0 and " + bits + ".");
        }
        return new Network(bytes, prefix);
    }

    private static int number(String cidr, String prefix) {
        try {
            return Integer.parseInt(prefix);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Network " + cidr + " has no number after the slash.", e);
        }
    }

    public boolean contains(byte[] address) {
        if (address.length != bytes.length) {
            return false;
        }
        int whole = prefix / Byte.SIZE;
        for (int i = 0; i < whole; i++) {
            if (address[i] != bytes[i]) {
                return false;
            }
        }
        int rest = prefix % Byte.SIZE;
        int mask = 0xff << (Byte.SIZE - rest) & 0xff;
        return rest == 0 || (address[whole] & mask) == (bytes[whole] & mask);
    }
}
