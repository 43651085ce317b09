package dev.auspex.gateway.asset;

import java.util.regex.Pattern;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

/** Reads {@code Accept-Encoding} (RFC 9110, section 12.5.3), but only entries that name a coding explicitly. */
public final class AcceptEncoding {

    public static final String GZIP = "gzip";

    private static final Pattern REFUSED = Pattern.compile("(?i)q=0(\\.0{0,3})?");

    private AcceptEncoding() {}

    /** Returns whether the client names gzip as a coding that it accepts. */
    public static boolean takesGzip(HttpServerRequest request) {
        String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        if (accepted == null || !accepted.contains(GZIP)) {
            return false;
        }
        for (String part : accepted.split(",")) {
            String[] coding = part.split(";");
            if (coding.length > 0 && coding[0].strip().equalsIgnoreCase(GZIP)) {
                return coding.length == 1
                        || !REFUSED.matcher(coding[1].replace(" ", "")).matches();
            }
        }
        return false;
    }
}
