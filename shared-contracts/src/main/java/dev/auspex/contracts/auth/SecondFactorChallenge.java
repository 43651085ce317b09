package dev.auspex.contracts.auth;

/**
 * The password is correct, and a two-factor authentication code is required.
 *
 * @param challenge value to send together with the code
 * @param expiresIn time in which the challenge can be used, in seconds
 */
public record SecondFactorChallenge(String challenge, long expiresIn) {

    @Override
    public String toString() {
        return "SecondFactorChallenge[]";
    }
}
