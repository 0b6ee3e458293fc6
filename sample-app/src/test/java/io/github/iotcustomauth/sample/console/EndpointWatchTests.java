package io.github.iotcustomauth.sample.console;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.local.LocalIotCore;
import io.github.iotcustomauth.local.LocalIotCoreEvent;
import io.github.iotcustomauth.local.LocalIotCoreEvent.Type;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.ConnectionMetadata;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.Mqtt;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.ProtocolData;
import io.github.iotcustomauth.local.authorizer.AuthorizerEvent.Tls;
import io.github.iotcustomauth.local.authorizer.AuthorizerResponse;
import io.github.iotcustomauth.sample.console.EndpointView.Client;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link EndpointWatch} and {@link PolicyDecisions}.
 */
class EndpointWatchTests {

	private static final String POLICY = """
			{"Version": "2012-10-17", "Statement": [
			{"Sid": "Own", "Effect": "Allow", "Action": ["iot:Connect", "iot:Publish"],
			"Resource": ["arn:aws:iot:*:*:client/${iot:ClientId}", "arn:aws:iot:*:*:topic/sample/*"]},
			{"Effect": "Allow", "Action": "iot:Subscribe", "NotResource": "arn:aws:iot:*:*:topicfilter/other"}]}""";

	private final PolicyDecisions decisions = new PolicyDecisions();

	private final AuthorizerCalls calls = new AuthorizerCalls(this.decisions, Clock.systemUTC());

	private final LocalIotCore endpoint = mock(LocalIotCore.class);

	private final EndpointWatch watch = watch(this.endpoint);

	@Test
	void showsNothingWithoutAnEndpoint() {
		EndpointWatch watch = new EndpointWatch(new StaticListableBeanFactory().getBeanProvider(LocalIotCore.class),
				this.calls, this.decisions);
		assertThat(watch.view()).isNull();
	}

	@Test
	void showsClients() {
		then(this.endpoint).should().addEventListener(this.watch);
		tell(Type.CONNECTED, "a", "MQTT 5 over TLS");
		tell(Type.CONNECTED, "b", "MQTT 5 over WebSocket");
		tell(Type.DISCONNECTED, "a", "CONNECTION_LOST: gone");
		tell(Type.REFRESHED, "b", "thermometer");
		assertThat(this.watch.view()).isNotNull();
		assertThat(this.watch.view().clients()).containsExactly(
				new Client("b", true, Instant.EPOCH, "MQTT 5 over WebSocket"),
				new Client("a", false, Instant.EPOCH, "CONNECTION_LOST: gone"));
	}

	@Test
	void keepsABoundedNumberOfClientsAndDecisions() {
		for (int i = 0; i < EndpointWatch.CAPACITY + 5; i++) {
			tell(Type.REFUSED, "client-" + i, "no");
		}
		EndpointView view = this.watch.view();
		assertThat(view).isNotNull();
		assertThat(view.clients()).hasSize(EndpointWatch.CAPACITY)
			.first()
			.extracting(Client::clientId)
			.isEqualTo("client-5");
		assertThat(view.decisions()).hasSize(PolicyDecisions.CAPACITY);
	}

	@Test
	void namesTheStatementThatAllows() throws Exception {
		grant("a", POLICY);
		tell(Type.CONNECTED, "a", "MQTT 5 over TLS");
		tell(Type.PUBLISHED, "a", "sample/kitchen");
		tell(Type.PUBLISHED, "a", "sample/kitchen");
		tell(Type.SUBSCRIBED, "a", "sample/#");
		assertThat(this.decisions.decisions()).extracting(Decision::subject)
			.containsExactly("iot:Connect on client/a", "iot:Publish on topic/sample/kitchen",
					"iot:Subscribe on topicfilter/sample/#");
		Decision published = this.decisions.decisions().get(1);
		assertThat(published.explanation())
			.isEqualTo("statement 'Own' of policy document 1 for arn:aws:iot:*:*:topic/sample/*");
		assertThat(published.count()).isEqualTo(2);
		assertThat(published.statement()).containsEntry("Sid", "Own")
			.containsEntry("Effect", "Allow")
			.containsKey("Resource");
		assertThat(this.decisions.decisions().get(2).statement()).containsKey("NotResource");
	}

	@Test
	void saysWhyNothingAllows() {
		tell(Type.DENIED, "a", "the policy does not allow iot:Publish on topic/other");
		tell(Type.DENIED, "a", "the policy does not allow iot:Publish on topic/other");
		assertThat(this.decisions.decisions()).singleElement()
			.isEqualTo(new Decision(Instant.EPOCH, "a", "Packet or message", false,
					"the policy does not allow iot:Publish on topic/other", null, 2));
	}

	@Test
	void statementOfAnAuthorizerThatIsNoBeanIsNotKnown() throws Exception {
		tell(Type.CONNECTED, "a", "MQTT 5 over TLS");
		grant("b", "no policy");
		tell(Type.CONNECTED, "b", "MQTT 5 over TLS");
		assertThat(this.decisions.decisions()).extracting(Decision::explanation)
			.containsOnly("The statement is not known here");
	}

	@Test
	void newAnswerReplacesWhatWasAllowed() throws Exception {
		tell(Type.CONNECTED, "a", "MQTT 5 over TLS");
		tell(Type.DENIED, "a", "no");
		grant("a", POLICY);
		assertThat(this.decisions.decisions()).extracting(Decision::allowed).containsExactly(false);
	}

	private void tell(Type type, String clientId, String detail) {
		this.watch.accept(new LocalIotCoreEvent(Instant.EPOCH, type, clientId, detail));
	}

	private void grant(String clientId, String policy) throws Exception {
		AuthorizerEvent event = new AuthorizerEvent(null, false, List.of("tls", "mqtt"),
				new ProtocolData(new Tls("localhost"), null, new Mqtt("a", null, clientId)),
				new ConnectionMetadata("1"));
		this.calls.record("Users", (asked) -> AuthorizerResponse.authenticated("a", policy)).authorize(event);
	}

	private EndpointWatch watch(LocalIotCore endpoint) {
		given(endpoint.getHost()).willReturn("localhost");
		return new EndpointWatch(
				new StaticListableBeanFactory(Map.of("endpoint", endpoint)).getBeanProvider(LocalIotCore.class),
				this.calls, this.decisions);
	}

}
