package dev.auspex.auth.password;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/**
 * Requirements for a new password (NIST SP 800-63B, section 5.1.1.2). It must be long enough. It must not be one of
 * those that attackers try first, with or without added digits, symbols and capitals. It must not consist of the
 * address or the service's name. There are no composition rules, because they make passwords worse.
 */
@ApplicationScoped
public class PasswordPolicy {

    private static final int SHORTEST = 12;
    private static final int SHORTEST_NAME = 4;
    private static final int LONGEST_UNIT = 4;
    private static final int LEAST_OF_ITS_OWN = 8;
    private static final String SERVICE = "auspex";

    /** Digits and symbols that stand for letters; {@link #DISGUISED} has the letters in the same order. */
    private static final String DISGUISES = "013457@$!";

    private static final String DISGUISED = "oleastasi";

    private final BreachedPasswords breached;

    PasswordPolicy(BreachedPasswords breached) {
        this.breached = breached;
    }

    /**
     * Checks a new password.
     *
     * @param pointer JSON pointer to the password in the request's body
     * @throws ProblemException if it is refused; the message says why and never repeats the password
     */
    public void check(String password, String email, String pointer) {
        String normal = Normalizer.normalize(password, Normalizer.Form.NFKC);
        if (normal.codePointCount(0, normal.length()) < SHORTEST) {
            throw refusal(pointer, "size", "The password must have at least " + SHORTEST + " characters.");
        }
        String lower = normal.toLowerCase(Locale.ROOT);
        String unit = unitOf(lower);
        if (breached.contains(normal) || breached.contains(lower) || breached.contains(unit) || isDecorated(lower)) {
            throw refusal(
                    pointer, "breached", "The password is one of those that attackers try first. Choose another one.");
        }
        if (unit.length() <= LONGEST_UNIT || isSequence(lower)) {
            throw refusal(
                    pointer, "repetition", "The password is only a repetition or a sequence. Choose another one.");
        }
        if (isMadeOf(lower, email)) {
            throw refusal(
                    pointer,
                    "context",
                    "The password consists of your email address or this service's name. Choose another one.");
        }
    }

    /**
     * Returns whether the text is a common password with digits and symbols before or after it, such as
     * {@code password2024!}, even if some letters are written as digits. What surrounds the common password is strong
     * enough on its own if it is long, not common and not a mere repetition or sequence.
     */
    private boolean isDecorated(String lower) {
        int from = 0;
        while (from < lower.length() && !Character.isLetter(lower.charAt(from))) {
            from++;
        }
        int to = lower.length();
        while (to > from && !Character.isLetter(lower.charAt(to - 1))) {
            to--;
        }
        return isDecorated(lower, from, to) || isDecorated(lower, 0, to) || isDecorated(lower, from, lower.length());
    }

    private boolean isDecorated(String lower, int from, int to) {
        String core = lower.substring(from, to);
        String around = lower.substring(0, from) + lower.substring(to);
        return !core.isEmpty()
                && !around.isEmpty()
                && (breached.contains(core) || breached.contains(inLetters(core)))
                && (around.length() < LEAST_OF_ITS_OWN
                        || breached.contains(around)
                        || unitOf(around).length() <= LONGEST_UNIT
                        || isSequence(around));
    }

    /** Replaces the digits and symbols that people write for letters by those letters. */
    private static String inLetters(String text) {
        StringBuilder letters = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            int place = DISGUISES.indexOf(text.charAt(i));
            letters.append(place < 0 ? text.charAt(i) : DISGUISED.charAt(place));
        }
        return letters.toString();
    }

    private static ProblemException refusal(String pointer, String code, String message) {
        return new ProblemException(ProblemType.INVALID_INPUT, message, List.of(new Violation(pointer, code, message)));
    }

    /** Returns the shortest text whose repetition is the whole text; the whole text if it is not a repetition. */
    private static String unitOf(String text) {
        for (int length = 1; length <= text.length() / 2; length++) {
            if (text.length() % length == 0
                    && text.substring(0, length).repeat(text.length() / length).equals(text)) {
                return text.substring(0, length);
            }
        }
        return text;
    }

    /**
     * Returns whether each character is one step from the one before, always in the same direction, as
     * in 123456789012 or lkjih.
     */
    private static boolean isSequence(String text) {
        boolean rising = true;
        boolean falling = true;
        for (int i = 1; i < text.length(); i++) {
            char before = text.charAt(i - 1);
            char now = text.charAt(i);
            rising &= now == before + 1 || before == '9' && now == '0' || before == 'z' && now == 'a';
            falling &= now == before - 1 || before == '0' && now == '9' || before == 'a' && now == 'z';
        }
        return rising || falling;
    }

    private static boolean isMadeOf(String text, String email) {
        String address = email.toLowerCase(Locale.ROOT);
        String rest = text.replace(address, "");
        String local = address.substring(0, Math.max(0, address.indexOf('@')));
        if (local.length() >= SHORTEST_NAME) {
            rest = rest.replace(local, "");
        }
        rest = rest.replace(SERVICE, "");
        return rest.length() < text.length() && rest.length() < LEAST_OF_ITS_OWN;
    }
}
