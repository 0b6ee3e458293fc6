package io.github.iotcustomauth.internal.token;

import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link JwtToken}.
 */
class JwtTokenTests {

	private static final String SECRET = "s3cr3t";

	@Test
	void presentsHeaderAndPayloadWithTheSignatureInStandardBase64() throws Exception {
		String jwt = TestKeys.jwt("{\"sub\":\"device-7\"}");
		Token token = JwtToken.parse(jwt).toToken("tok");
		assertThat(token.keyName()).isEqualTo("tok");
		assertThat(jwt).startsWith(token.value() + ".");
		assertThat(token.value()).matches("[\\w-]+\\.[\\w-]+");
		assertThat(token.signature()).matches("[A-Za-z0-9+/]{342}==");
		Signature verification = Signature.getInstance("SHA256withRSA");
		verification.initVerify(TestKeys.RSA.getPublic());
		verification.update(token.value().getBytes(StandardCharsets.US_ASCII));
		assertThat(verification.verify(Base64.getDecoder().decode(token.signature()))).isTrue();
	}

	@Test
	void mapsTheAlphabetOfTheSignature() {
		byte[] signature = { (byte) 0xfb, (byte) 0xff, (byte) 0xbf, 1 };
		String jwt = TestKeys.jwt("{}");
		String signed = jwt.substring(0, jwt.lastIndexOf('.') + 1);
		assertThat(TestKeys.base64Url(signature)).isEqualTo("-_-_AQ");
		assertThat(JwtToken.parse(signed + "-_-_AQ").toToken("tok").signature()).isEqualTo("+/+/AQ==");
	}

	@ParameterizedTest
	@CsvSource({ "1893456000, 2030-01-01T00:00:00Z", "1893456000.5, 2030-01-01T00:00:00.500Z",
			"1.893456e9, 2030-01-01T00:00:00Z", "0, 1970-01-01T00:00:00Z" })
	void knowsWhenItExpires(String exp, Instant expected) {
		assertThat(JwtToken.parse(TestKeys.jwt("{\"iss\":\"x\",\"exp\":" + exp + "}")).getExpiresAt())
			.isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "-1, 1969-12-31T23:59:59Z", "-0.5, 1969-12-31T23:59:59.500Z", "99999999999, 5138-11-16T09:46:39Z",
			"31556889864403196, +1000000000-12-31T23:59:56Z" })
	void expiryMayBeFarAway(String exp, Instant expected) {
		assertThat(JwtToken.parse(TestKeys.jwt("{\"exp\":" + exp + "}")).getExpiresAt()).isEqualTo(expected);
	}

	@ParameterizedTest
	@ValueSource(strings = { "31556889864403199", "9223372036854775807", "9223372036854775808",
			"123456789012345678901234567890", "1e400", "1e19" })
	void expiryAfterTheEndOfTimeIsNone(String exp) {
		assertThat(JwtToken.parse(TestKeys.jwt("{\"exp\":" + exp + "}")).getExpiresAt()).isNull();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "-9223372036854775808", "-9223372036854775809", "-123456789012345678901234567890", "-1e400" })
	void expiryBeforeTheBeginningOfTimeHasPassed(String exp) {
		assertThat(JwtToken.parse(TestKeys.jwt("{\"exp\":" + exp + "}")).getExpiresAt()).isEqualTo(Instant.MIN);
	}

	@ParameterizedTest
	@ValueSource(strings = { "tools.jackson", "tools.jackson,com.google.gson",
			"tools.jackson,com.google.gson,org.yaml.snakeyaml" })
	void needsNoJsonLibrary(String missing) {
		ClassLoader classLoader = new FilteredClassLoader(missing.split(","));
		ClassUtils.overrideThreadContextClassLoader(classLoader);
		try {
			JwtToken token = JwtToken.parse(TestKeys.jwt("{\"iss\":\"x\",\"exp\":1893456000,\"scp\":[\"a\"]}"));
			assertThat(token.getExpiresAt()).isEqualTo("2030-01-01T00:00:00Z");
		}
		finally {
			ClassUtils.overrideThreadContextClassLoader(getClass().getClassLoader());
		}
	}

	@Test
	void expiryIsOptional() {
		assertThat(JwtToken.parse(TestKeys.jwt("{\"nested\":{\"exp\":1}}")).getExpiresAt()).isNull();
	}

	@Test
	void refusesAnExpiryThatIsNotANumber() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> JwtToken.parse(TestKeys.jwt("{\"exp\":\"" + SECRET + "\"}")))
			.withMessage("The 'exp' of the JWT is not a number");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ES256", "HS256", "PS256", "RS512", "none" })
	void refusesOtherAlgorithms(String algorithm) {
		String jwt = TestKeys.jwt("{\"alg\":\"" + algorithm + "\"}", "{}");
		assertThatIllegalArgumentException().isThrownBy(() -> JwtToken.parse(jwt))
			.withMessage("The JWT is signed with %s; AWS IoT Core verifies RS256 only".formatted(algorithm));
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"alg\":7}", "{\"alg\":\"" + SECRET + " " + SECRET + "\"}" })
	void doesNotShowAnAlgorithmThatIsNone(String header) {
		assertThatIllegalArgumentException().isThrownBy(() -> JwtToken.parse(TestKeys.jwt(header, "{}")))
			.withMessage("The JWT is signed with an unknown algorithm; AWS IoT Core verifies RS256 only");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 4, 5 })
	void refusesWhatHasNotThreeParts(int parts) {
		String text = String.join(".", IntStream.range(0, parts).mapToObj((i) -> SECRET).toList());
		assertThatIllegalArgumentException().isThrownBy(() -> JwtToken.parse(text))
			.withMessage("A signed JWT has three parts with dots in between; this has %d".formatted(parts));
	}

	@Test
	void refusesPartsThatCannotBeRead() {
		String[] parts = TestKeys.jwt("{}").split("\\.");
		assertRefused(SECRET + "!." + parts[1] + "." + parts[2], "The header of the JWT is not base64url");
		assertRefused(base64Url(SECRET) + "." + parts[1] + "." + parts[2],
				"The header of the JWT is not a JSON object");
		assertRefused(parts[0] + "." + base64Url("[\"" + SECRET + "\"]") + "." + parts[2],
				"The payload of the JWT is not a JSON object");
		assertRefused(parts[0] + "." + parts[1] + "." + SECRET + "+/", "The signature of the JWT is not base64url");
		assertRefused(parts[0] + "." + parts[1] + ".", "The JWT is not signed");
	}

	private static void assertRefused(String jwt, String message) {
		assertThatIllegalArgumentException().isThrownBy(() -> JwtToken.parse(jwt)).withMessage(message).withNoCause();
	}

	@Test
	void doesNotShowTheToken() {
		String jwt = TestKeys.jwt("{\"exp\":0}");
		assertThat(JwtToken.parse(jwt)).hasToString("JwtToken[expiresAt=1970-01-01T00:00:00Z]");
	}

	private static String base64Url(String text) {
		return TestKeys.base64Url(text.getBytes(StandardCharsets.UTF_8));
	}

}
