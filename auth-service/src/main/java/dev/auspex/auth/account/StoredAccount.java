package dev.auspex.auth.account;

/**
 * What a sign-in needs of an account.
 *
 * @param principal    who it would sign in
 * @param passwordHash Argon2id hash in PHC string form
 * @param verified     whether the address is known to be the account's
 */
public record StoredAccount(Principal principal, String passwordHash, boolean verified) {

    @Override
    public String toString() {
        return "StoredAccount[principal=" + principal + "]";
    }
}
