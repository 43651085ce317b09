package dev.auspex.auth.account;

/**
 * The part of an account that a sign-in needs.
 *
 * @param principal    account, tenant and role to sign in
 * @param passwordHash Argon2id hash in PHC string form
 * @param verified     whether the address is verified
 */
public record StoredAccount(Principal principal, String passwordHash, boolean verified) {

    @Override
    public String toString() {
        return "StoredAccount[principal=" + principal + "]";
    }
}
