package dev.auspex.auth.password;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.chassis.problem.ProblemException;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PasswordPolicyTest {

    private static final String EMAIL = "margarete@example.org";
    private static final BreachedPasswords BREACHED = new BreachedPasswords();

    private final PasswordPolicy policy = new PasswordPolicy(BREACHED);

    @ParameterizedTest
    @CsvSource({
        "123qweasdzxc, breached",
        "1Q2W3E4R5T6Y, breached",
        "passwordpassword, breached",
        "qwertyqwertyqwerty, breached",
        "Password1, size",
        "Qwerty123!, size",
        "Dragon2024, size",
        "Password1234, breached",
        "Password2024!, breached",
        "Qwerty123456!, breached",
        "2024Dragon!!!, breached",
        "Sunshine-2026, breached",
        "P4ssw0rd!2025, breached",
        "$unshine20242, breached",
        "Iloveyou12345678, breached",
        "monkey123123123, breached",
        "999999999Dragon, breached",
        "aaaaaaaaaaaaaaa, repetition",
        "xzxzxzxzxzxz, repetition",
        "345678901234, repetition",
        "zyxwvutsrqponm, repetition",
        "margarete@example.org, context",
        "Margarete2026!, context",
        "auspexauspex99, context",
        "elevenchars, size"
    })
    void refuses(String password, String code) {
        // When
        ProblemException refusal =
                assertThrows(ProblemException.class, () -> policy.check(password, EMAIL, "/newPassword"));

        // Then
        assertEquals(code, refusal.violations().getFirst().code(), refusal.getMessage());
        assertEquals("/newPassword", refusal.violations().getFirst().pointer());
        assertFalse(refusal.getMessage().contains(password));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "three quiet herons by the mill",
                "aaaaaaaaaaab",
                "dragon-8391-7402-65",
                "fivequietherons7",
                "margarete likes her tea black",
                "\u00fcber den wolken",
                "\u5929\u5929\u5411\u4e0a\u597d\u597d\u5b66\u4e60\u4eca\u5929\u4e5f\u8981"
            })
    void takesLongOnesOfAnyKind(String password) {
        assertDoesNotThrow(() -> policy.check(password, EMAIL, "/password"));
    }

    @Test
    void countsCharactersAndNotTheirParts() {
        // Six characters in twelve UTF-16 units.
        assertThrows(
                ProblemException.class,
                () -> policy.check(
                        "\uD83D\uDE00\uD83D\uDE01\uD83D\uDE02\uD83D\uDE03\uD83D\uDE04\uD83D\uDE05", EMAIL, "/p"));
    }

    @Test
    void knowsTheWholeList() {
        assertTrue(BREACHED.size() > 95_000, "entries: " + BREACHED.size());
        assertTrue(BREACHED.contains("123456"));
        assertTrue(BREACHED.contains("letmein"));
        assertTrue(BREACHED.contains("correct horse battery staple"));
        assertFalse(BREACHED.contains("three quiet herons by the mill"));
    }
}
