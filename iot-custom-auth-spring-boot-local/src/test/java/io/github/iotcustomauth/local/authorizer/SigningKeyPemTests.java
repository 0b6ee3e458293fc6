package io.github.iotcustomauth.local.authorizer;

import java.security.KeyPairGenerator;
import java.util.Base64;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SigningKeyPem}.
 */
class SigningKeyPemTests {

	private static final String PEM = TestTokens.pem(TestTokens.FIRST.getPublic());

	@Test
	void readsPublicKey() {
		assertThat(SigningKeyPem.parse(PEM)).isEqualTo(TestTokens.FIRST.getPublic());
	}

	@Test
	void readsPublicKeyWithWindowsLineEnds() {
		assertThat(SigningKeyPem.parse(PEM.replace("\r\n", "\n").replace("\n", "\r\n")))
			.isEqualTo(TestTokens.FIRST.getPublic());
	}

	@Test
	void ignoresTextBeforeTheHeader() {
		assertThat(SigningKeyPem.parse("made by hand\n" + PEM)).isEqualTo(TestTokens.FIRST.getPublic());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                                                           | it is no PEM block
			TUlJQklqQU5CZ2txaGtpRzl3MEJBUUVGQUFPQ0FR                     | it is no PEM block
			-----BEGIN PUBLIC KEY-----                                   | it is no PEM block
			-----BEGIN PUBLIC KEY-----TUlJ-----END PUBLIC KEY-----       | it is no PEM block of several lines
			-----BEGIN CERTIFICATE-----                                  | it is no PEM block
			-----BEGIN PUBLIC KEY-----\\nTUlJ\\n-----END PUBLIC KEY-----  | it is not a valid RSA key
			-----BEGIN PUBLIC KEY-----\\n=A\\n-----END PUBLIC KEY-----    | it is not a valid RSA key
			-----BEGIN RSA PUBLIC KEY-----                               | it is a PKCS#1 key
			-----BEGIN PRIVATE KEY-----                                  | it is a private key
			-----BEGIN RSA PRIVATE KEY-----                              | it is a private key
			""")
	void rejects(String pem, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> SigningKeyPem.parse(pem.replace("\\n", "\n")))
			.withMessageStartingWith(message)
			.withMessageNotContaining("TUlJ");
	}

	@Test
	void rejectsEllipticCurveKey() throws Exception {
		String pem = TestTokens.pem(KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic());
		assertThatIllegalArgumentException().isThrownBy(() -> SigningKeyPem.parse(pem))
			.withMessage("it is not a valid RSA key");
	}

	@Test
	void rejectsSmallKey() {
		String pem = TestTokens.pem(TestTokens.generate(1024).getPublic());
		assertThatIllegalArgumentException().isThrownBy(() -> SigningKeyPem.parse(pem))
			.withMessage("it has 1024 bits; AWS IoT Core takes at least 2048");
	}

	@Test
	void rejectsTextOfMoreThan5120Characters() {
		String text = " ".repeat(5120 - PEM.length()) + PEM;
		assertThat(SigningKeyPem.parse(text)).isEqualTo(TestTokens.FIRST.getPublic());
		assertThatIllegalArgumentException().isThrownBy(() -> SigningKeyPem.parse(" " + text))
			.withMessage("it has 5121 characters, AWS IoT Core takes at most 5120");
	}

	@Test
	void rejectsKeyOnOneLine() {
		String pem = "-----BEGIN PUBLIC KEY-----"
				+ Base64.getEncoder().encodeToString(TestTokens.FIRST.getPublic().getEncoded())
				+ "-----END PUBLIC KEY-----";
		assertThatIllegalArgumentException().isThrownBy(() -> SigningKeyPem.parse(pem))
			.withMessageStartingWith("it is no PEM block of several lines");
	}

}
