package dev.auspex.auth.mail;

/**
 * A mail in plain text.
 *
 * @param to      address
 * @param subject one line
 * @param text    body; it may hold a link that is a secret
 */
public record Letter(String to, String subject, String text) {

    /** Never the body. */
    @Override
    public String toString() {
        return "Letter[subject=" + subject + "]";
    }
}
