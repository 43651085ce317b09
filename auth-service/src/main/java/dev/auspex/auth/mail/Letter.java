package dev.auspex.auth.mail;

/**
 * An email in plain text.
 *
 * @param to      address
 * @param subject one line
 * @param text    body, which may contain a secret link
 */
public record Letter(String to, String subject, String text) {

    /** Returns a text without the body. */
    @Override
    public String toString() {
        return "Letter[subject=" + subject + "]";
    }
}
