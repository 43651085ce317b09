package dev.auspex.auth.passkey;

/** Signals that an authenticator's answer is not valid. */
final class PasskeyRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param cause short hyphenated reason, such as {@code bad-signature}, for the audit log */
    PasskeyRefused(String cause) {
        super(cause);
    }

    PasskeyRefused(String cause, Throwable reason) {
        super(cause, reason);
    }
}
