package dev.auspex.auth.signingkey;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

/**
 * Verifies tokens with the keys in memory, because the service that owns the keys need not fetch them from itself over
 * HTTP. All other rules (issuer, audience, algorithm, expiry) are the same as in the other services.
 */
@Alternative
@Priority(1)
@ApplicationScoped
public class OwnKeysPrincipalFactory extends JWTCallerPrincipalFactory {

    private final SigningKeys keys;
    private final ObjectMapper json;
    private volatile Own own;

    OwnKeysPrincipalFactory(SigningKeys keys, ObjectMapper json) {
        this.keys = keys;
        this.json = json;
    }

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo rules) throws ParseException {
        KeySet published = keys.published();
        Own now = own;
        if (now == null || now.keys() != published) {
            now = new Own(published, withOwnKeys(rules, published), new DefaultJWTCallerPrincipalFactory());
            own = now;
        }
        return now.standard().parse(token, now.rules());
    }

    /** The standard factory keeps the keys that it saw first, so each set of keys has one of its own. */
    private record Own(KeySet keys, JWTAuthContextInfo rules, JWTCallerPrincipalFactory standard) {}

    private JWTAuthContextInfo withOwnKeys(JWTAuthContextInfo rules, KeySet published) {
        JWTAuthContextInfo copy = new JWTAuthContextInfo(rules);
        copy.setPublicKeyLocation(null);
        try {
            copy.setPublicKeyContent(json.writeValueAsString(published));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The key set cannot be written as JSON.", e);
        }
        return copy;
    }
}
