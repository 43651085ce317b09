package dev.auspex.auth.apikey;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.auth.tenant.TenantRole;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class KeyTextTest {

    private final SecureRandom random = new SecureRandom();

    @Test
    void comesBackFromItsText() {
        for (int i = 0; i < 1000; i++) {
            // Given
            KeyText key = KeyText.next(new UUID(random.nextLong(), random.nextLong()), random);

            // When
            KeyText parsed = KeyText.parse(key.text()).orElseThrow();

            // Then
            assertEquals(key, parsed);
            assertArrayEquals(key.hash(), parsed.hash());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "axp_",
                "axp_0123456789abcdef0123456789abcdef_short",
                "axp_0123456789ABCDEF0123456789ABCDEF_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "xxp_0123456789abcdef0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "axp_0123456789abcdef0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
                "axp_0123456789abcdef0123456789abcdef_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\u00e9"
            })
    void refusesWhatIsNoKey(String text) {
        assertEquals(Optional.empty(), KeyText.parse(text));
    }

    @Test
    void neverShowsTheSecretByItself() {
        KeyText key = KeyText.next(new UUID(1, 2), random);
        assertFalse(key.toString().contains(key.secret()));
        assertTrue(key.text().startsWith(key.prefix()));
    }

    @Test
    void reachesNoFurtherThanTheOwnerAndTheScopes() {
        assertEquals(List.of("member"), Reach.roles(TenantRole.OWNER, Set.of("infer")));
        assertEquals(List.of("analyst", "member"), Reach.roles(TenantRole.OWNER, Set.of("infer", "read")));
        assertEquals(List.of("owner", "admin", "analyst", "member"), Reach.roles(TenantRole.OWNER, Set.of("manage")));
        assertEquals(List.of("member"), Reach.roles(TenantRole.MEMBER, Set.of("infer", "read", "manage")));
    }
}
