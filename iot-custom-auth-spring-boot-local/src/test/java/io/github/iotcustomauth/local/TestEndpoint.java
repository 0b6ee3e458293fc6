package io.github.iotcustomauth.local;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import io.github.iotcustomauth.local.authorizer.ConnectAttempt;
import io.github.iotcustomauth.local.authorizer.ConnectAuthorizer;
import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A {@link LocalIotCore} whose authorizer grants everything but what a test has taken
 * away. As a static extension of a test class it is reset after each test and closed
 * after the last one; a test that starts one of its own has to close it.
 */
public final class TestEndpoint implements AfterEachCallback, AfterAllCallback, AutoCloseable {

	public static final X509Bundle CERTIFICATE = certificate();

	private final List<ConnectAttempt> attempts = new CopyOnWriteArrayList<>();

	private final Set<String> denied = ConcurrentHashMap.newKeySet();

	private volatile ConnectAuthorizer authorizer = (attempt) -> grantedFor(Duration.ofHours(1));

	private final LocalIotCore core;

	private TestEndpoint(UnaryOperator<LocalIotCoreBuilder> customizer) {
		LocalIotCoreBuilder builder = LocalIotCore.builder()
			.certificate(CERTIFICATE.getKeyPair().getPrivate(), CERTIFICATE.getCertificatePathList(),
					CERTIFICATE.getRootCertificate())
			.connectAuthorizer(this::authorize)
			.disable(Limit.CONNECT_RATE);
		this.core = customizer.apply(builder).start();
	}

	static TestEndpoint start() {
		return start(UnaryOperator.identity());
	}

	static TestEndpoint start(UnaryOperator<LocalIotCoreBuilder> customizer) {
		return new TestEndpoint(customizer);
	}

	private ConnectDecision authorize(ConnectAttempt attempt) {
		this.attempts.add(attempt);
		return this.authorizer.authorize(attempt);
	}

	ConnectDecision grantedFor(Duration disconnectAfter) {
		return new ConnectDecision.Granted("tester",
				(action, resource) -> !this.denied.contains(action + " " + resource), disconnectAfter,
				Duration.ofHours(1));
	}

	void setAuthorizer(ConnectAuthorizer authorizer) {
		this.authorizer = authorizer;
	}

	void deny(String action, String resource) {
		this.denied.add(action + " " + resource);
	}

	/**
	 * Return to the state after the start, as far as clients of other tests go.
	 * Persistent sessions and retained messages stay.
	 */
	void reset() {
		this.core.faults().reset();
		this.core.cutConnections();
		// a client that is still there could ask for a refresh
		assertThat(this.core.await(Duration.ofSeconds(10), (core) -> core.getConnectedClients().isEmpty())).isTrue();
		this.authorizer = (attempt) -> grantedFor(Duration.ofHours(1));
		this.denied.clear();
		this.attempts.clear();
	}

	ConnectAttempt lastAttempt() {
		return this.attempts.get(this.attempts.size() - 1);
	}

	List<ConnectAttempt> attempts() {
		return this.attempts;
	}

	/**
	 * Return the attempts of a client. A refresh that an earlier test has left behind is
	 * not among them.
	 */
	List<ConnectAttempt> attempts(String clientId) {
		return this.attempts.stream().filter((attempt) -> attempt.clientId().equals(clientId)).toList();
	}

	LocalIotCore core() {
		return this.core;
	}

	int port() {
		return this.core.getPort();
	}

	List<String> details(LocalIotCoreEvent.Type type, String clientId) {
		return this.core.getEvents()
			.stream()
			.filter((event) -> event.type() == type && event.clientId().equals(clientId))
			.map(LocalIotCoreEvent::detail)
			.toList();
	}

	@Override
	public void afterEach(ExtensionContext context) {
		reset();
	}

	@Override
	public void afterAll(ExtensionContext context) {
		close();
	}

	@Override
	public void close() {
		this.core.close();
	}

	private static X509Bundle certificate() {
		try {
			return new CertificateBuilder().ecp256()
				.subject("CN=localhost")
				.addSanDnsName("localhost")
				.setIsCertificateAuthority(true)
				.buildSelfSigned();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
