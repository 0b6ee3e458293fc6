package io.github.iotcustomauth.internal.token;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TokenSigner}.
 */
class TokenSignerTests {

	private final TokenSigner signer = TokenSigner.of(TestKeys.RSA.getPrivate());

	@ParameterizedTest
	@ValueSource(strings = { "token", "a b&c+d%", "größe", " ", "{\"a\":1}\n" })
	void signsTheUtf8BytesOfTheToken(String value) throws Exception {
		Token token = this.signer.sign("tok", value);
		assertThat(token.keyName()).isEqualTo("tok");
		assertThat(token.value()).isEqualTo(value);
		Signature verification = Signature.getInstance("SHA256withRSA");
		verification.initVerify(TestKeys.RSA.getPublic());
		verification.update(value.getBytes(StandardCharsets.UTF_8));
		assertThat(verification.verify(Base64.getDecoder().decode(token.signature()))).isTrue();
	}

	@Test
	void writesTheSignatureInOneLineOfStandardBase64() {
		assertThat(this.signer.sign("tok", "token").signature()).matches("[A-Za-z0-9+/]{342}==");
	}

	@ParameterizedTest
	@ValueSource(strings = { "EC", "RSASSA-PSS", "Ed25519" })
	void refusesKeysThatAreNotForRsa(String algorithm) {
		int size = switch (algorithm) {
			case "EC" -> 256;
			case "RSASSA-PSS" -> 2048;
			default -> 255;
		};
		PrivateKey key = TestKeys.generate(algorithm, size).getPrivate();
		assertThatIllegalArgumentException().isThrownBy(() -> TokenSigner.of(key))
			.withMessage(
					"The private key is of the kind %s; AWS IoT Core takes RSA only".formatted(key.getAlgorithm()));
	}

	@Test
	void refusesSmallKeys() {
		PrivateKey key = TestKeys.generate("RSA", 1024).getPrivate();
		assertThatIllegalArgumentException().isThrownBy(() -> TokenSigner.of(key))
			.withMessage("The private key has 1024 bits; AWS IoT Core takes at least 2048");
	}

	@Test
	void refusesTokensOutsideTheLimitsWithoutShowingThem() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.signer.sign("tok", "s3cr3t".repeat(1100)))
			.withMessageContaining("6144 characters")
			.withMessageNotContaining("s3cr3t");
		assertThatIllegalArgumentException().isThrownBy(() -> this.signer.sign("a key", "s3cr3t"))
			.withMessageNotContaining("s3cr3t");
	}

	@Test
	void doesNotShowItsKey() {
		assertThat(this.signer).hasToString("TokenSigner[algorithm=SHA256withRSA]");
	}

}
