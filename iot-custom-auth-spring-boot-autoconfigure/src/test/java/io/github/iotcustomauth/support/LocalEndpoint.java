package io.github.iotcustomauth.support;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import io.github.iotcustomauth.credentials.CustomAuthCredentials;
import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.LocalIotCoreBuilder;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.github.iotcustomauth.local.policy.PolicyEvaluator;
import io.github.iotcustomauth.transport.ConnectionSettings;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * A local endpoint whose authorizer records what it is asked and decides as the test
 * says. Can be stopped and started again on the same port.
 */
public final class LocalEndpoint implements AutoCloseable {

	/**
	 * Credentials that it accepts, as it does any others.
	 */
	public static final CustomAuthCredentials ALICE = CustomAuthCredentials.builder()
		.username("alice")
		.password("secret")
		.build();

	private final List<ConnectAttempt> attempts = new CopyOnWriteArrayList<>();

	private volatile Predicate<ConnectAttempt> accepts = (attempt) -> true;

	private volatile PolicyEvaluator policy = (action, resource) -> true;

	private volatile Duration disconnectAfter = Duration.ofDays(1);

	private final LocalIotCoreBuilder builder = LocalIotCore.builder().connectAuthorizer(this::authorize);

	private LocalIotCore core;

	/**
	 * Start an endpoint.
	 * @param paces the limits of its pace that it keeps
	 */
	public LocalEndpoint(Limit... paces) {
		this.core = this.builder.enable(paces).start();
	}

	private ConnectDecision authorize(ConnectAttempt attempt) {
		this.attempts.add(attempt);
		return this.accepts.test(attempt)
				? new ConnectDecision.Granted("principal", this.policy, this.disconnectAfter, Duration.ofMinutes(5))
				: new ConnectDecision.Refused("the test refuses it");
	}

	public LocalEndpoint accepting(Predicate<ConnectAttempt> accepts) {
		this.accepts = accepts;
		return this;
	}

	public LocalEndpoint withPolicy(PolicyEvaluator policy) {
		this.policy = policy;
		return this;
	}

	public LocalEndpoint disconnectingAfter(Duration disconnectAfter) {
		this.disconnectAfter = disconnectAfter;
		return this;
	}

	public LocalIotCore core() {
		return this.core;
	}

	public int port() {
		return this.core.getPort();
	}

	public void stop() {
		this.core.close();
	}

	public void startAgain() {
		this.core = this.builder.port(this.core.getPort()).start();
	}

	/**
	 * What clients presented, oldest first.
	 */
	public List<ConnectAttempt> attempts() {
		return this.attempts;
	}

	public ConnectAttempt lastAttempt() {
		return this.attempts.get(this.attempts.size() - 1);
	}

	public List<String> events(LocalIotCoreEvent.Type type) {
		return this.core.getEvents()
			.stream()
			.filter((event) -> event.type() == type)
			.map(LocalIotCoreEvent::detail)
			.toList();
	}

	public String caPem() {
		return this.core.getCaCertificatePem();
	}

	public SslBundle trust() {
		return SslBundle.of(new PemSslStoreBundle(null, PemSslStoreDetails.forCertificate(caPem())));
	}

	/**
	 * Settings for the endpoint, with an unlimited rate of publishes.
	 */
	public ConnectionSettings.Builder settings(String clientId) {
		return ConnectionSettings.builder(this.core.getHost(), clientId).port(this.core.getPort()).publishRate(0);
	}

	@Override
	public void close() {
		this.core.close();
	}

}
