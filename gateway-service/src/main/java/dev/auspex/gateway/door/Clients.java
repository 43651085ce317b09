package dev.auspex.gateway.door;

import java.util.List;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import org.jspecify.annotations.Nullable;

import dev.auspex.gateway.proxy.Client;
import dev.auspex.gateway.wire.Network;

/**
 * Determines who the client is. {@code X-Forwarded-*} counts only if the connection comes from a trusted proxy. The
 * client is then the last address in {@code X-Forwarded-For} that is not itself a trusted proxy, because a client can
 * write anything before that.
 */
@ApplicationScoped
public class Clients {

    private static final String HTTP = "http";
    private static final String HTTPS = "https";
    private static final int LONGEST_HOST = 255;

    private final List<Network> trusted;

    Clients(DoorConfig config) {
        this.trusted = config.trustedProxies().orElse(List.of()).stream()
                .map(Network::of)
                .toList();
    }

    /** Returns the client of a request. */
    public Client of(HttpServerRequest request) {
        String peer = request.remoteAddress().hostAddress();
        if (peer == null) {
            peer = request.connection().remoteAddress().hostAddress();
        }
        if (peer == null) {
            peer = "unknown";
        }
        String scheme = request.isSSL() ? HTTPS : HTTP;
        String host = String.valueOf(request.authority());
        if (trusted.isEmpty() || !trusts(peer)) {
            return new Client(peer, scheme, host);
        }
        String told = request.getHeader("X-Forwarded-Proto");
        String toldHost = request.getHeader("X-Forwarded-Host");
        return new Client(
                nearest(request.headers().getAll("X-Forwarded-For"), peer),
                HTTPS.equals(told) || HTTP.equals(told) ? told : scheme,
                isHost(toldHost) ? toldHost : host);
    }

    private String nearest(List<String> headers, String peer) {
        String nearest = peer;
        for (int i = headers.size() - 1; i >= 0; i--) {
            String[] addresses = headers.get(i).split(",", -1);
            for (int j = addresses.length - 1; j >= 0; j--) {
                String address = addresses[j].strip();
                if (NetUtil.createByteArrayFromIpAddressString(address) == null) {
                    return nearest;
                }
                nearest = address;
                if (!trusts(address)) {
                    return nearest;
                }
            }
        }
        return nearest;
    }

    private boolean trusts(String address) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        return bytes != null && trusted.stream().anyMatch(network -> network.contains(bytes));
    }

    private static boolean isHost(@Nullable String host) {
        if (host == null || host.isEmpty() || host.length() > LONGEST_HOST) {
            return false;
        }
        return host.chars().allMatch(c -> Character.isLetterOrDigit(c) && c < 0x7f || ".-:[]".indexOf(c) >= 0);
    }
}
