package dev.auspex.gateway.limit;

import org.jspecify.annotations.Nullable;

/**
 * Who a request is counted for.
 *
 * @param caller  the account, or the client's address if nobody is signed in
 * @param key     the API key, or null
 * @param tenant  the tenant, or null
 * @param address the client's address
 */
public record Subject(
        String caller, @Nullable String key, @Nullable String tenant, String address) {

    /** Returns a subject of which only the address is known. */
    public static Subject address(String address) {
        return new Subject(address, null, null, address);
    }
}
