package dev.auspex.auth.tenant;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class TenantRoleTest {

    @Test
    void grantsEachLesserRole() {
        assertEquals(List.of("owner", "admin", "analyst", "member"), TenantRole.OWNER.granted());
        assertEquals(List.of("analyst", "member"), TenantRole.ANALYST.granted());
        assertEquals(List.of("member"), TenantRole.MEMBER.granted());
    }

    @ParameterizedTest
    @EnumSource
    void comesBackFromItsStoredForm(TenantRole role) {
        assertEquals(role, TenantRole.ofStored(role.stored()));
    }

    @Test
    void refusesUnknownRole() {
        assertThrows(IllegalArgumentException.class, () -> TenantRole.ofStored("emperor"));
    }
}
