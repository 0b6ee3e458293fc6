package io.github.iotcustomauth.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure.Kind;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.credentials.AccessTokenSourceFactory;
import io.github.iotcustomauth.internal.credentials.SecretSource;
import io.github.iotcustomauth.internal.token.JwtToken;
import io.github.iotcustomauth.internal.token.TestKeys;
import io.github.iotcustomauth.internal.token.Token;
import io.github.iotcustomauth.internal.token.TokenSigner;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link PropertiesCredentialsProvider} as
 * {@link PropertiesCredentialsProviderFactory} makes it of the properties.
 */
class PropertiesCredentialsProviderTests {

	private static final String PREFIX = IotCustomAuthProperties.PREFIX + ".";

	private static final String SECRET = "s3cr3t";

	private static final PrivateKey KEY = TestKeys.RSA.getPrivate();

	@TempDir
	private Path directory;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(IotCustomAuthAutoConfiguration.class, SslAutoConfiguration.class))
		.withBean(IotConnection.class, () -> mock(IotConnection.class));

	@Test
	void fixedSecretsArePresentedAsTheyAre() {
		with("password=" + SECRET, "token-key-name=tok", "token-value=T", "token-signature=c2ln").run((provider) -> {
			CustomAuthCredentials credentials = get(provider);
			assertThat(credentials.getPassword()).asString().isEqualTo(SECRET);
			assertThat(token(credentials)).isEqualTo(new Token("tok", "T", "c2ln"));
			assertThat(credentials.getExpiresAt()).isNull();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { SECRET, SECRET + "\n", SECRET + "\r\n", SECRET + "\n\n" })
	void passwordFileIsReadWithoutItsLastLineBreak(String content) throws IOException {
		with("password-file=" + write("password", content))
			.run((provider) -> assertThat(get(provider).getPassword()).asString().isEqualTo(SECRET));
	}

	@Test
	void onlyLineBreaksAtTheEndAreIgnored() throws IOException {
		with("password-file=" + write("password", " pass\nwörd \t\n"))
			.run((provider) -> assertThat(get(provider).getPassword()).asString().isEqualTo(" pass\nwörd \t"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "file:" })
	void filesAreReadBeforeEveryAttempt(String prefix) throws IOException {
		Path file = write("token", "first\n");
		with("token-key-name=tok", "token-file=" + prefix + file, "token-signature=c2ln").run((provider) -> {
			assertThat(token(get(provider))).isEqualTo(new Token("tok", "first", "c2ln"));
			write("token", "second\n");
			assertThat(token(get(provider))).isEqualTo(new Token("tok", "second", "c2ln"));
		});
	}

	@Test
	void fileThatIsNotThereFailsTheAttemptAndNotTheStart() {
		Path file = this.directory.resolve("later");
		with("password-file=" + file).run((provider) -> {
			assertUnusable(provider, "password-file", "file [" + file + "] cannot be read (FileNotFoundException)");
			write("later", SECRET);
			assertThat(get(provider).getPassword()).asString().isEqualTo(SECRET);
		});
	}

	@Test
	void fileThatCannotBeUsedIsNamedAndNotShown() throws IOException {
		Path file = write("token", "");
		with("token-key-name=tok", "token-file=" + file, "token-signature=c2ln").run((provider) -> {
			assertUnusable(provider, "token-file", "file [" + file + "] is empty");
			write("token", "\n\r\n");
			assertUnusable(provider, "token-file", "file [" + file + "] is empty");
			write("token", SECRET.repeat(TextResource.MAX_BYTES / SECRET.length() + 1));
			assertUnusable(provider, "token-file", "file [" + file + "] has more than 65536 bytes");
			Files.write(file, new byte[] { 's', '3', 'c', 'r', '3', 't', (byte) 0xff });
			assertUnusable(provider, "token-file", "file [" + file + "] is not UTF-8");
			write("token", SECRET.repeat(1100));
			assertUnusable(provider, "token-file", "The token must have 1 to 6144 characters");
		});
	}

	@Test
	void classPathResourceIsRead() {
		with("password-file=classpath:META-INF/spring.factories")
			.run((provider) -> assertThat(get(provider).getPassword()).isNotEmpty());
	}

	@Test
	void tokenIsSignedWithThePrivateKey() {
		with("token-key-name=tok", "token-value=größe", "token-signing.private-key=" + TestKeys.pem(KEY))
			.run((provider) -> assertThat(token(get(provider))).isEqualTo(TokenSigner.of(KEY).sign("tok", "größe")));
	}

	@Test
	void privateKeyMayBeInTheFormOfPkcs1() {
		with("token-key-name=tok", "token-value=T", "token-signing.private-key=" + TestKeys.pkcs1Pem(KEY))
			.run((provider) -> assertThat(token(get(provider))).isEqualTo(TokenSigner.of(KEY).sign("tok", "T")));
	}

	@Test
	void tokenFileIsSignedWithThePrivateKeyOfAFileAndBothMayChange() throws IOException {
		Path token = write("token", "first");
		Path key = write("key.pem", TestKeys.pem(KEY));
		with("token-key-name=tok", "token-file=" + token, "token-signing.private-key=" + key).run((provider) -> {
			assertThat(token(get(provider))).isEqualTo(TokenSigner.of(KEY).sign("tok", "first"));
			PrivateKey other = TestKeys.generate("RSA", 2048).getPrivate();
			write("token", "second");
			write("key.pem", TestKeys.pem(other));
			assertThat(token(get(provider))).isEqualTo(TokenSigner.of(other).sign("tok", "second"));
			write("key.pem", "half a " + SECRET);
			assertUnusable(provider, "token-signing.private-key", "There is no PEM block with a private key");
			Files.delete(key);
			assertUnusable(provider, "token-signing.private-key", "neither PEM text nor the location");
		});
	}

	@Test
	void tokenIsSignedWithTheKeyOfAnSslBundle() throws Exception {
		X509Bundle certificate = new CertificateBuilder().rsa2048()
			.subject("CN=signing")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		with("token-key-name=tok", "token-value=T", "token-signing.bundle=signing")
			.and("spring.ssl.bundle.pem.signing.keystore.private-key=" + certificate.getPrivateKeyPEM(),
					"spring.ssl.bundle.pem.signing.keystore.certificate=" + certificate.getCertificatePEM())
			.run((provider) -> assertThat(token(get(provider)))
				.isEqualTo(TokenSigner.of(certificate.getKeyPair().getPrivate()).sign("tok", "T")));
	}

	@Test
	void tokenIsSignedWithTheKeyThatTheSslBundleNames() throws Exception {
		Path store = this.directory.resolve("keys.p12");
		PrivateKey named = TestKeys.generate("RSA", 2048).getPrivate();
		writeStore(store, Map.of("a", KEY, "b", named), "store-" + SECRET);
		with("token-key-name=tok", "token-value=T", "token-signing.bundle=signing")
			.and("spring.ssl.bundle.jks.signing.keystore.location=" + store,
					"spring.ssl.bundle.jks.signing.keystore.type=PKCS12",
					"spring.ssl.bundle.jks.signing.keystore.password=store-" + SECRET,
					"spring.ssl.bundle.jks.signing.key.alias=b")
			.run((provider) -> assertThat(token(get(provider))).isEqualTo(TokenSigner.of(named).sign("tok", "T")));
	}

	private static void writeStore(Path file, Map<String, PrivateKey> keys, String password) throws Exception {
		X509Bundle certificate = new CertificateBuilder().rsa2048()
			.subject("CN=signing")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
		KeyStore store = KeyStore.getInstance("PKCS12");
		store.load(null);
		for (Map.Entry<String, PrivateKey> key : keys.entrySet()) {
			store.setKeyEntry(key.getKey(), key.getValue(), password.toCharArray(),
					new Certificate[] { certificate.getCertificate() });
		}
		try (OutputStream out = Files.newOutputStream(file)) {
			store.store(out, password.toCharArray());
		}
	}

	@Test
	void jwtBringsItsSignatureAndExpiry() {
		String jwt = TestKeys.jwt("{\"exp\":1893456000}");
		with("token-key-name=tok", "token-value=" + jwt, "token-format=jwt").run((provider) -> {
			assertThat(token(get(provider))).isEqualTo(JwtToken.parse(jwt).toToken("tok"));
			assertThat(get(provider).getExpiresAt()).isEqualTo("2030-01-01T00:00:00Z");
		});
	}

	@Test
	void jwtInAFileMayBeRotated() throws IOException {
		String first = TestKeys.jwt("{\"exp\":1893456000}");
		String second = TestKeys.jwt("{\"exp\":1893456001}");
		Path file = write("jwt", first + "\n");
		with("token-key-name=tok", "token-file=" + file, "token-format=jwt").run((provider) -> {
			assertThat(token(get(provider))).isEqualTo(JwtToken.parse(first).toToken("tok"));
			write("jwt", second + "\n");
			assertThat(token(get(provider))).isEqualTo(JwtToken.parse(second).toToken("tok"));
			assertThat(get(provider).getExpiresAt()).isEqualTo("2030-01-01T00:00:01Z");
			write("jwt", SECRET);
			assertUnusable(provider, "token-file", "A signed JWT has three parts");
			write("jwt", TestKeys.jwt("{\"alg\":\"ES256\"}", "{\"sub\":\"" + SECRET + "\"}"));
			assertUnusable(provider, "token-file", "signed with ES256; AWS IoT Core verifies RS256 only");
		});
	}

	@Test
	void accessTokenIsPresentedAsPassword() {
		AccessTokens tokens = new AccessTokens(Instant.EPOCH);
		with("username=alice", "oauth2.registration=iot").and(tokens).run((provider) -> {
			assertThat(get(provider).getPassword()).asString().isEqualTo(SECRET);
			assertThat(get(provider).getUsername()).isEqualTo("alice");
			assertThat(get(provider).getExpiresAt()).isEqualTo(Instant.EPOCH);
			assertThat(tokens.registrations).containsExactly("iot");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "jwt" })
	void accessTokenIsPresentedAsJwt(String format) {
		String jwt = TestKeys.jwt("{\"exp\":1893456000}");
		AccessTokens tokens = new AccessTokens(jwt, null);
		with("token-key-name=tok", "oauth2.registration=iot", "oauth2.send-as=token", "token-format=" + format)
			.and(tokens)
			.run((provider) -> {
				assertThat(token(get(provider))).isEqualTo(JwtToken.parse(jwt).toToken("tok"));
				assertThat(get(provider).getPassword()).isNull();
				assertThat(get(provider).getExpiresAt()).isEqualTo("2030-01-01T00:00:00Z");
			});
	}

	@Test
	void accessTokenThatIsNoJwtCannotBeTheToken() {
		with("token-key-name=tok", "oauth2.registration=iot", "oauth2.send-as=token").and(new AccessTokens(null))
			.run((provider) -> assertUnusable(provider, "oauth2.registration", "A signed JWT has three parts"));
	}

	@Test
	void credentialsExpireWithWhateverExpiresFirst() throws IOException {
		Path file = write("jwt", TestKeys.jwt("{\"exp\":100}"));
		AccessTokens tokens = new AccessTokens(Instant.ofEpochSecond(200));
		with("token-key-name=tok", "token-file=" + file, "token-format=jwt", "oauth2.registration=iot").and(tokens)
			.run((provider) -> {
				assertThat(get(provider).getExpiresAt()).isEqualTo(Instant.ofEpochSecond(100));
				write("jwt", TestKeys.jwt("{\"exp\":300}"));
				assertThat(get(provider).getExpiresAt()).isEqualTo(Instant.ofEpochSecond(200));
			});
	}

	@Test
	void refusedAccessTokenIsDiscarded() {
		AccessTokens asPassword = new AccessTokens(null);
		with("oauth2.registration=iot").and(asPassword).run((provider) -> {
			provider.discard(get(provider));
			assertThat(asPassword.discarded).hasValue(1);
		});
		AccessTokens asToken = new AccessTokens(TestKeys.jwt("{}"), null);
		with("token-key-name=tok", "oauth2.registration=iot", "oauth2.send-as=token").and(asToken).run((provider) -> {
			provider.discard(get(provider));
			assertThat(asToken.discarded).hasValue(1);
		});
	}

	@Test
	void nothingIsDiscardedWhereNothingIsCached() {
		with("username=alice").run((provider) -> provider.discard(get(provider)));
	}

	private static Token token(CustomAuthCredentials credentials) {
		return new Token(credentials.getTokenKeyName(), credentials.getTokenValue(), credentials.getTokenSignature());
	}

	private static CustomAuthCredentials get(CustomAuthCredentialsProvider provider) {
		return provider.getCredentials().toCompletableFuture().join();
	}

	private static void assertUnusable(CustomAuthCredentialsProvider provider, String name, String reason) {
		ThrowableAssertAlternative<IotConnectionException> thrown = assertThatExceptionOfType(
				IotConnectionException.class)
			.isThrownBy(provider::getCredentials)
			.withMessageContaining("Check the property '" + PREFIX + name + "': ")
			.withMessageContaining(reason)
			.withMessageNotContaining(SECRET)
			.withNoCause();
		thrown.satisfies((ex) -> assertThat(ex.getFailure().kind()).isEqualTo(Kind.CREDENTIALS));
	}

	private Path write(String name, String content) throws IOException {
		return Files.writeString(this.directory.resolve(name), content);
	}

	private Run with(String... properties) {
		ApplicationContextRunner runner = this.contextRunner.withPropertyValues(PREFIX + "endpoint=abc.example");
		for (String property : properties) {
			runner = runner.withPropertyValues(PREFIX + property);
		}
		return new Run(runner);
	}

	private record Run(ApplicationContextRunner runner) {

		Run and(String... properties) {
			return new Run(this.runner.withPropertyValues(properties));
		}

		Run and(AccessTokens tokens) {
			return new Run(this.runner.withBean(AccessTokenSourceFactory.class, () -> tokens));
		}

		void run(ThrowingConsumer test) {
			this.runner.run((context) -> {
				CustomAuthCredentialsProvider provider = context.getBean(CustomAuthCredentialsProvider.class);
				assertThat(provider.toString()).doesNotContain(SECRET);
				test.accept(provider);
			});
		}

	}

	@FunctionalInterface
	private interface ThrowingConsumer {

		void accept(CustomAuthCredentialsProvider provider) throws Exception;

	}

	private static final class AccessTokens implements AccessTokenSourceFactory {

		private final SecretSource.Secret secret;

		private final List<String> registrations = new ArrayList<>();

		private final AtomicInteger discarded = new AtomicInteger();

		AccessTokens(@Nullable Instant expiresAt) {
			this(SECRET, expiresAt);
		}

		AccessTokens(String value, @Nullable Instant expiresAt) {
			this.secret = new SecretSource.Secret(value, expiresAt);
		}

		@Override
		public SecretSource create(String registrationId) {
			this.registrations.add(registrationId);
			return new SecretSource() {

				@Override
				public Secret getSecret() {
					return AccessTokens.this.secret;
				}

				@Override
				public void discard() {
					AccessTokens.this.discarded.incrementAndGet();
				}

			};
		}

	}

}
