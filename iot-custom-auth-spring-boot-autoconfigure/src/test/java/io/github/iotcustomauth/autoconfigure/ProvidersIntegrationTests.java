package io.github.iotcustomauth.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.autoconfigure.IssuedPasswordProvider.Password;
import io.github.iotcustomauth.autoconfigure.IssuedPasswordProvider.PasswordIssuer;
import io.github.iotcustomauth.autoconfigure.health.IotConnectionHealthContributorAutoConfiguration;
import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.credentials.CustomAuthCredentialsProvider;
import io.github.iotcustomauth.internal.token.TestKeys;
import io.github.iotcustomauth.local.authorizer.AuthorizerRegistry;
import io.github.iotcustomauth.local.authorizer.AuthorizerStatus;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.authorizer.RegisteredAuthorizer;
import io.github.iotcustomauth.local.authorizer.StaticAuthorizer;
import io.github.iotcustomauth.local.authorizer.TokenVerifier;
import io.github.iotcustomauth.support.CredentialsPage;
import io.github.iotcustomauth.support.LocalEndpoint;
import io.github.iotcustomauth.support.TestConnection;
import io.github.iotcustomauth.support.TokenEndpoint;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.security.oauth2.client.autoconfigure.OAuth2ClientAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where credentials come from, on the real native client. What the documentation shows is
 * what runs.
 */
class ProvidersIntegrationTests {

	private static final String PASSWORD = "correct-horse-battery-staple";

	private static X509Bundle certificate;

	private final LocalEndpoint endpoint = new LocalEndpoint();

	private final TokenEndpoint tokens = new TokenEndpoint();

	@TempDir
	private Path directory;

	private ApplicationContextRunner runner;

	@BeforeAll
	static void makeCertificate() throws Exception {
		certificate = new CertificateBuilder().rsa2048()
			.subject("CN=token-key")
			.setIsCertificateAuthority(true)
			.buildSelfSigned();
	}

	static Set<String> documented() {
		return CredentialsPage.configurations().keySet();
	}

	@BeforeEach
	void setUp() {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(IotCustomAuthAutoConfiguration.class, SslAutoConfiguration.class,
					IotConnectionHealthContributorAutoConfiguration.class, OAuth2ClientAutoConfiguration.class))
			.withPropertyValues("spring.ssl.bundle.pem.trust.truststore.certificate=" + this.endpoint.caPem(),
					"aws.iot.custom-auth.ssl.bundle=trust", "aws.iot.custom-auth.endpoint=localhost",
					"aws.iot.custom-auth.port=" + this.endpoint.port());
	}

	@AfterEach
	void stopEndpoints() {
		this.endpoint.close();
		this.tokens.close();
	}

	@ParameterizedTest
	@MethodSource("documented")
	void documentedConfigurationConnects(String title) throws IOException {
		String jwt = TestKeys.jwt("{\"exp\":" + Instant.now().plusSeconds(3600).getEpochSecond() + "}");
		write("iot-password", PASSWORD + "\n");
		write("token-key.pem", certificate.getPrivateKeyPEM());
		write("token-certificate.pem", certificate.getCertificatePEM());
		write("token.jwt", jwt);
		this.tokens.answering((number) -> TokenEndpoint.issue(title.endsWith("as token") ? jwt : PASSWORD, 3600));
		String token = jwt.substring(0, jwt.lastIndexOf('.'));
		String signature = Base64.getEncoder().encodeToString(Base64.getUrlDecoder().decode(jwt.split("\\.")[2]));
		this.endpoint.accepting(passwords().or(signedTokens()));
		documented(title)
			.withPropertyValues("aws.iot.custom-auth.fail-fast=true", "IOT_PASSWORD=" + PASSWORD, "IOT_TOKEN=" + token,
					"IOT_TOKEN_SIGNATURE=" + signature, "OAUTH2_CLIENT_SECRET=s3cr3t")
			.run((context) -> assertThat(context.getBean(IotConnection.class).getStatus().isConnected()).isTrue());
		assertThat(this.endpoint.attempts()).hasSize(1);
	}

	@Test
	void documentedProviderConnectsAndRenewsTheConnection() throws IOException {
		assertThat(Files
			.readString(Path.of("src/test/java", IssuedPasswordProvider.class.getName().replace('.', '/') + ".java")))
			.contains(CredentialsPage.javaSource().replaceFirst("(?s)\\}\\s*$", ""));
		AtomicInteger calls = new AtomicInteger();
		this.runner
			.withBean(PasswordIssuer.class,
					() -> (device) -> CompletableFuture.supplyAsync(
							() -> new Password(device + "-" + calls.incrementAndGet(), Instant.now().plusSeconds(3))))
			.withBean(IssuedPasswordProvider.class)
			.run((context) -> eventually()
				.untilAsserted(() -> assertThat(presentedPasswords()).startsWith("gateway-7-1", "gateway-7-2")));
	}

	@Test
	void nextAttemptPresentsThePasswordThatTheFileThenHas() throws IOException {
		write("iot-password", "old\n");
		this.endpoint.accepting(passwords());
		documented("Password in a file").run((context) -> {
			eventually().until(() -> !this.endpoint.attempts().isEmpty());
			write("iot-password", PASSWORD + "\n");
			eventually().until(() -> context.getBean(IotConnection.class).getStatus().isConnected());
		});
		assertThat(presentedPasswords()).startsWith("old").endsWith(PASSWORD);
	}

	@Test
	void fileThatIsNotThereYetIsNamedInHealthAndReadAgain() {
		this.endpoint.accepting(passwords());
		documented("Password in a file").run((context) -> {
			eventually().untilAsserted(() -> assertThat(lastFailure(context)).containsEntry("causes",
					List.of("Check the property 'aws.iot.custom-auth.password-file': file ["
							+ this.directory.resolve("iot-password") + "] cannot be read (FileNotFoundException)")));
			assertThat(this.endpoint.attempts()).isEmpty();
			write("iot-password", PASSWORD);
			eventually().until(() -> health(context).getStatus().equals(Status.UP));
		});
	}

	@Test
	void jwtInAFileIsReplacedBeforeItExpires() throws IOException {
		String first = TestKeys.jwt("{\"exp\":" + Instant.now().plusSeconds(8).getEpochSecond() + "}");
		String second = TestKeys.jwt("{\"exp\":" + Instant.now().plusSeconds(3600).getEpochSecond() + "}");
		write("token.jwt", first);
		this.endpoint.accepting(signedTokens());
		documented("JSON Web Token").withPropertyValues("aws.iot.custom-auth.fail-fast=true").run((context) -> {
			write("token.jwt", second);
			eventually().until(() -> this.endpoint.attempts().size() == 2);
		});
		assertThat(this.endpoint.attempts()).extracting(ConnectAttempt::username)
			.satisfiesExactly((username) -> assertThat(username).contains(withoutSignature(first)),
					(username) -> assertThat(username).contains(withoutSignature(second)));
	}

	@Test
	void providerThatFailsIsShownInHealthAndAskedAgain() {
		AtomicBoolean down = new AtomicBoolean(true);
		AtomicInteger calls = new AtomicInteger();
		CustomAuthCredentialsProvider provider = () -> {
			calls.incrementAndGet();
			if (down.get()) {
				throw new IllegalStateException("no password for " + PASSWORD);
			}
			return CompletableFuture.completedFuture(CustomAuthCredentials.builder().username("gateway-7").build());
		};
		this.runner.withBean(CustomAuthCredentialsProvider.class, () -> provider).run((context) -> {
			eventually().until(() -> calls.get() >= 2);
			// within the grace period of the first connection
			assertThat(health(context).getStatus()).isEqualTo(new Status("CONNECTING"));
			assertThat(health(context).getDetails().toString()).contains("CREDENTIALS_PROVIDER_FAILED")
				.contains("IllegalStateException")
				.doesNotContain(PASSWORD);
			down.set(false);
			eventually().until(() -> health(context).getStatus().equals(Status.UP));
		});
	}

	@Test
	void accessTokenThatWasRefusedIsNotPresentedAgain() {
		this.endpoint.accepting((attempt) -> !"token-1".equals(password(attempt)));
		accessTokens()
			.run((context) -> eventually().until(() -> context.getBean(IotConnection.class).getStatus().isConnected()));
		assertThat(presentedPasswords()).containsExactly("token-1", "token-2");
	}

	@Test
	void connectionIsRenewedBeforeTheAccessTokenExpires() {
		this.tokens.answering((number) -> TokenEndpoint.issue("token-" + number, 3));
		accessTokens().run((context) -> eventually()
			.untilAsserted(() -> assertThat(presentedPasswords()).startsWith("token-1", "token-2")));
	}

	@Test
	void tokenEndpointThatDoesNotAnswerHoldsUpOneAttemptOnly() {
		CountDownLatch never = new CountDownLatch(1);
		this.tokens.answering((number) -> {
			if (number == 1) {
				await(never);
			}
			return TokenEndpoint.issue("token-" + number, 3600);
		});
		accessTokens().withPropertyValues("aws.iot.custom-auth.connect-timeout=2s").run((context) -> {
			eventually().untilAsserted(
					() -> assertThat(lastFailure(context)).containsEntry("name", "CREDENTIALS_PROVIDER_TIMEOUT"));
			eventually().until(() -> context.getBean(IotConnection.class).getStatus().isConnected());
		});
		assertThat(presentedPasswords()).containsExactly("token-2");
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private ApplicationContextRunner accessTokens() {
		return documented("Access token as password").withPropertyValues("OAUTH2_CLIENT_SECRET=s3cr3t");
	}

	private ApplicationContextRunner documented(String title) {
		return this.runner.withInitializer(
				CredentialsPage.configuration(title, (yaml) -> yaml.replace("/run/secrets", this.directory.toString())
					.replace("https://id.example.com/oauth2/token", this.tokens.uri())));
	}

	// written beside it and moved, so that no attempt reads half a file
	private void write(String name, String content) throws IOException {
		Path written = Files.writeString(this.directory.resolve(name + ".new"), content);
		Files.move(written, this.directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
	}

	private static Predicate<ConnectAttempt> passwords() {
		return authorizer(null, Map.of("gateway-7", PASSWORD));
	}

	private static Predicate<ConnectAttempt> signedTokens() {
		return authorizer(new TokenVerifier("token",
				List.of((RSAPublicKey) TestKeys.RSA.getPublic(), (RSAPublicKey) certificate.getKeyPair().getPublic())),
				Map.of());
	}

	private static Predicate<ConnectAttempt> authorizer(@Nullable TokenVerifier verifier, Map<String, String> users) {
		AuthorizerRegistry registry = new AuthorizerRegistry(List.of(new RegisteredAuthorizer("DeviceAuthorizer",
				AuthorizerStatus.ACTIVE, verifier, new StaticAuthorizer("DeviceAuthorizer", users, List.of()))), null);
		return (attempt) -> registry.authorize(attempt) instanceof ConnectDecision.Granted;
	}

	private List<String> presentedPasswords() {
		return this.endpoint.attempts().stream().map(ProvidersIntegrationTests::password).toList();
	}

	private static String password(ConnectAttempt attempt) {
		String password = attempt.password();
		return (password != null) ? new String(Base64.getDecoder().decode(password), StandardCharsets.UTF_8) : "none";
	}

	private static String withoutSignature(String jwt) {
		return jwt.substring(0, jwt.lastIndexOf('.'));
	}

	private static Health health(ApplicationContext context) {
		Health health = context.getBean(HealthIndicator.class).health(true);
		assertThat(health).isNotNull();
		return health;
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> lastFailure(ApplicationContext context) {
		Object failure = health(context).getDetails().get("lastFailure");
		return (failure != null) ? (Map<String, Object>) failure : Map.of();
	}

	private static ConditionFactory eventually() {
		return Awaitility.await().atMost(TestConnection.LIMIT);
	}

}
