package dev.auspex.auth.account;

/**
 * What a sign-in needs of an account.
 *
 * @param principal    who it would sign in
 * @param passwordHash Argon2id hash in PHC string form
 */
public record StoredAccount(Principal principal, String passwordHash) {

    @Override
    public String toString() {
        return "StoredAccount[principal=" + principal + "]";
    }
}
