package dev.auspex.auth.passkey;

/** What an authenticator is said to have said is not good. */
final class PasskeyRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param cause in a few words with hyphens, such as {@code bad-signature}; for the audit log */
    PasskeyRefused(String cause) {
        super(cause);
    }

    PasskeyRefused(String cause, Throwable reason) {
        super(cause, reason);
    }
}
