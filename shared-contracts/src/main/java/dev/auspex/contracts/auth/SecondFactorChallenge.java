package dev.auspex.contracts.auth;

/**
 * The password was right; a code is asked for.
 *
 * @param challenge what is to be shown together with the code
 * @param expiresIn for how many seconds
 */
public record SecondFactorChallenge(String challenge, long expiresIn) {

    @Override
    public String toString() {
        return "SecondFactorChallenge[]";
    }
}
