package io.github.iotcustomauth.credentials;

import java.time.Instant;
import java.util.Map;

import io.github.iotcustomauth.internal.token.JwtToken;
import io.github.iotcustomauth.internal.token.TestKeys;
import io.github.iotcustomauth.internal.token.Token;
import io.github.iotcustomauth.internal.token.TokenSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link CustomAuthCredentials} and {@link CustomAuthCredentialsProvider}.
 */
class CustomAuthCredentialsTests {

	@Test
	void everythingIsOptional() {
		CustomAuthCredentials credentials = CustomAuthCredentials.builder().build();
		assertThat(credentials.getAuthorizerName()).isNull();
		assertThat(credentials.getUsername()).isNull();
		assertThat(credentials.getPassword()).isNull();
		assertThat(credentials.getTokenKeyName()).isNull();
		assertThat(credentials.getTokenValue()).isNull();
		assertThat(credentials.getTokenSignature()).isNull();
		assertThat(credentials.getParameters()).isEmpty();
		assertThat(credentials.getExpiresAt()).isNull();
	}

	@Test
	void everythingThatIsSetIsThere() {
		CustomAuthCredentials credentials = CustomAuthCredentials.builder()
			.authorizerName("AUTH")
			.username("alice")
			.password("secret")
			.token("tok", "T", "S")
			.parameter("b", "2")
			.parameter("a", "1")
			.parameter("b", "3")
			.expiresAt(Instant.EPOCH)
			.build();
		assertThat(credentials.getAuthorizerName()).isEqualTo("AUTH");
		assertThat(credentials.getUsername()).isEqualTo("alice");
		assertThat(credentials.getPassword()).asString().isEqualTo("secret");
		assertThat(credentials.getTokenKeyName()).isEqualTo("tok");
		assertThat(credentials.getTokenValue()).isEqualTo("T");
		assertThat(credentials.getTokenSignature()).isEqualTo("S");
		assertThat(credentials.getParameters()).containsExactly(Map.entry("b", "3"), Map.entry("a", "1"));
		assertThat(credentials.getExpiresAt()).isEqualTo(Instant.EPOCH);
	}

	@Test
	void signsAToken() {
		CustomAuthCredentials credentials = CustomAuthCredentials.builder()
			.token("tok", "größe", TestKeys.RSA.getPrivate())
			.build();
		Token signed = TokenSigner.of(TestKeys.RSA.getPrivate()).sign("tok", "größe");
		assertThat(credentials.getTokenValue()).isEqualTo("größe");
		assertThat(credentials.getTokenSignature()).isEqualTo(signed.signature());
	}

	@Test
	void jwtBringsItsSignatureAndTheEndOfItsLife() {
		String jwt = TestKeys.jwt("{\"exp\":60}");
		CustomAuthCredentials credentials = CustomAuthCredentials.builder().jwt("tok", jwt).build();
		assertThat(jwt).startsWith(credentials.getTokenValue() + ".");
		assertThat(credentials.getTokenSignature()).isEqualTo(JwtToken.parse(jwt).toToken("tok").signature());
		assertThat(credentials.getExpiresAt()).isEqualTo(Instant.EPOCH.plusSeconds(60));
	}

	@Test
	void builtCredentialsDoNotChangeWithTheirBuilder() {
		CustomAuthCredentials.Builder builder = CustomAuthCredentials.builder().parameter("a", "1");
		CustomAuthCredentials credentials = builder.build();
		builder.parameter("b", "2").username("later");
		assertThat(credentials.getParameters()).containsOnlyKeys("a");
		assertThat(credentials.getUsername()).isNull();
		assertThatThrownBy(() -> credentials.getParameters().clear()).isInstanceOf(UnsupportedOperationException.class);
	}

	@Test
	void namesWhatIsThereAndNotWhatItIs() {
		CustomAuthCredentials credentials = CustomAuthCredentials.builder()
			.authorizerName("AUTH")
			.username("alice?pin=4711")
			.password("secret")
			.parameter("device", "4712")
			.build();
		assertThat(credentials).asString()
			.contains("AUTH", "username=******", "password=******", "token=none", "device")
			.doesNotContain("alice", "4711", "4712", "secret");
		assertThat(new Token("tok", "the value", "the signature")).asString().contains("tok").doesNotContain("the ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "A", "my_authorizer-1", "a=b,c@d" })
	void authorizerNames(String name) {
		assertThat(CustomAuthCredentials.builder().authorizerName(name).build().getAuthorizerName()).isEqualTo(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b&c=d", "a?b", "a/b", "ä", "a\n", "${AUTH}" })
	void authorizerNamesOutsideThePatternOfAws(String name) {
		assertThatIllegalArgumentException().isThrownBy(() -> CustomAuthCredentials.builder().authorizerName(name))
			.withMessageContaining("'" + name + "'")
			.withMessageContaining("128");
	}

	@Test
	void lengthsAreLimited() {
		assertThat(CustomAuthCredentials.builder().authorizerName("a".repeat(128)).build()).isNotNull();
		assertThatIllegalArgumentException()
			.isThrownBy(() -> CustomAuthCredentials.builder().authorizerName("a".repeat(129)));
		assertThat(new Token("k".repeat(128), "v".repeat(6144), "s".repeat(2560))).isNotNull();
		assertThatIllegalArgumentException().isThrownBy(() -> new Token("k".repeat(129), "v", "s"))
			.withMessageContaining("128");
		assertThatIllegalArgumentException().isThrownBy(() -> new Token("k", "v".repeat(6145), "s"))
			.withMessageContaining("6144")
			.withMessageNotContaining("vv");
		assertThatIllegalArgumentException().isThrownBy(() -> new Token("k", "v", "s".repeat(2561)))
			.withMessageContaining("2560");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "a b", "a=b", "a&b", "a?b", "ä", "a\r\nb", "a:b" })
	void tokenKeyNamesOutsideThePatternOfAws(String keyName) {
		assertThatIllegalArgumentException().isThrownBy(() -> new Token(keyName, "v", "s"))
			.withMessageContaining("token key name");
	}

	@Test
	void parameterNeedsNameAndValue() {
		CustomAuthCredentials.Builder builder = CustomAuthCredentials.builder();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.parameter("", "v"))
			.withMessageContaining("'name'");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.parameter(" ", "v"));
		assertThatIllegalArgumentException().isThrownBy(() -> builder.parameter("n", null))
			.withMessageContaining("'value'");
	}

	@Test
	void passwordMayBeAnyBytesOrNone() {
		byte[] password = { 0, (byte) 0xC3, 0x28 };
		assertThat(CustomAuthCredentials.builder().password(password).build().getPassword()).isSameAs(password);
		assertThat(CustomAuthCredentials.builder().password("a").password((String) null).build().getPassword())
			.isNull();
	}

	@Test
	void providerOfConstantCredentials() {
		CustomAuthCredentials credentials = CustomAuthCredentials.builder().build();
		CustomAuthCredentialsProvider provider = CustomAuthCredentialsProvider.of(credentials);
		assertThat(provider.getCredentials()).isCompletedWithValue(credentials);
		assertThatIllegalArgumentException().isThrownBy(() -> CustomAuthCredentialsProvider.of(null));
	}

}
