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
 * Checks tokens against the keys in memory: the one service that has them need not fetch them from itself over HTTP.
 * Every other rule (issuer, audience, algorithm, expiry) is that of the other services.
 */
@Alternative
@Priority(1)
@ApplicationScoped
public class OwnKeysPrincipalFactory extends JWTCallerPrincipalFactory {

    private final JWTCallerPrincipalFactory standard = new DefaultJWTCallerPrincipalFactory();
    private final SigningKeys keys;
    private final ObjectMapper json;
    private volatile JWTAuthContextInfo ownKeys;

    OwnKeysPrincipalFactory(SigningKeys keys, ObjectMapper json) {
        this.keys = keys;
        this.json = json;
    }

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo rules) throws ParseException {
        JWTAuthContextInfo now = ownKeys;
        if (now == null) {
            now = withOwnKeys(rules);
            ownKeys = now;
        }
        return standard.parse(token, now);
    }

    private JWTAuthContextInfo withOwnKeys(JWTAuthContextInfo rules) {
        JWTAuthContextInfo copy = new JWTAuthContextInfo(rules);
        copy.setPublicKeyLocation(null);
        try {
            copy.setPublicKeyContent(json.writeValueAsString(keys.published()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the key set has no JSON form", e);
        }
        return copy;
    }
}
