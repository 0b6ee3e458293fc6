package io.github.iotcustomauth.autoconfigure.modulith;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import io.github.iotcustomauth.internal.client.DefaultIotClient;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.modulith.events.EventExternalizationConfiguration;
import org.springframework.modulith.events.EventExternalizationConfiguration.Router;
import org.springframework.modulith.events.EventExternalized;
import org.springframework.modulith.events.Externalized;
import org.springframework.modulith.events.RoutingTarget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link IotEventExternalizer}.
 */
class IotEventExternalizerTests {

	private static final String PACKAGE = IotEventExternalizerTests.class.getPackageName();

	private final IotConnection connection = mock(IotConnection.class);

	private final List<IotMessage> published = new CopyOnWriteArrayList<>();

	private final List<CompletableFuture<Void>> acknowledgments = new CopyOnWriteArrayList<>();

	@BeforeEach
	void connect() {
		given(this.connection.publish(any())).willAnswer((call) -> {
			this.published.add(call.getArgument(0));
			CompletableFuture<Void> acknowledgment = new CompletableFuture<>();
			this.acknowledgments.add(acknowledgment);
			return acknowledgment;
		});
	}

	@Test
	void sendsWhatTheConverterMakesOfAnEventWithQos1() {
		externalize(new Plain(7));
		assertThat(this.published).singleElement().satisfies((message) -> {
			assertThat(message.topic()).isEqualTo("plain");
			assertThat(message.text()).isEqualTo("{\"degrees\":7}");
			assertThat(message.contentType()).isEqualTo("application/json");
			assertThat(message.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
		});
	}

	@Test
	void completesWithTheAcknowledgment() {
		Plain event = new Plain(7);
		CompletableFuture<?> result = externalize(event);
		assertThat(result).isNotDone();
		this.acknowledgments.get(0).complete(null);
		assertThat(result).isCompletedWithValueMatching((externalized) -> externalized
			.equals(new EventExternalized<>(event, event, RoutingTarget.forTarget("plain").withoutKey(), null)));
	}

	@Test
	void failsWithTheMessage() {
		CompletableFuture<?> result = externalize(new Plain(7));
		this.acknowledgments.get(0).completeExceptionally(new IllegalStateException("on purpose"));
		assertThat(result).isCompletedExceptionally();
	}

	@Test
	void supportsWhatModulithSelects() {
		IotEventExternalizer externalizer = externalizer(defaults());
		assertThat(externalizer.supports(new Plain(7))).isTrue();
		assertThat(externalizer.supports("other")).isFalse();
		assertThat(externalizer.externalize("other")).isCompleted();
		assertThat(this.published).isEmpty();
	}

	@Test
	void keyIsTheValueOfTheVariable() {
		externalize(new Keyed("kitchen"));
		assertThat(this.published).extracting(IotMessage::topic).containsExactly("ovens/kitchen/state");
	}

	@Test
	void keyCannotAddALevel() {
		assertThatIllegalArgumentException().isThrownBy(() -> externalize(new Keyed("kitchen/door")))
			.withMessageContaining("'room'");
	}

	@Test
	void variableNeedsAKey() {
		assertThatIllegalArgumentException().isThrownBy(() -> externalize(new WithoutKey(7)))
			.withMessageContaining("1 variables, but there are 0 values");
	}

	@Test
	void keyWithoutVariableIsIgnored() {
		externalize(new KeyAlone("kitchen"));
		assertThat(this.published).extracting(IotMessage::topic).containsExactly("ovens");
	}

	@Test
	void topicMayBeAnExpression() {
		externalize(new Computed("kitchen"));
		assertThat(this.published).extracting(IotMessage::topic).containsExactly("ovens/kitchen");
	}

	@Test
	void topicWithoutTargetIsTheNameOfTheType() {
		externalize(new Nameless(7));
		assertThat(this.published).extracting(IotMessage::topic).containsExactly("IotEventExternalizerTests$Nameless");
	}

	@Test
	void headersBecomeUserProperties() {
		externalizer(defaults().headers(Plain.class, (event) -> Map.of("trace", 42))).externalize(new Plain(7));
		assertThat(this.published).flatExtracting(IotMessage::userProperties).containsExactly(Map.entry("trace", "42"));
	}

	@Test
	void headerForTheContentTypeBecomesThat() {
		externalizer(defaults().headers(String.class, (row) -> Map.of("contentType", "text/csv"))
			.mapping(Plain.class, (event) -> event.degrees() + ";")).externalize(new Plain(7));
		assertThat(this.published).singleElement().satisfies((message) -> {
			assertThat(message.text()).isEqualTo("7;");
			assertThat(message.contentType()).isEqualTo("text/csv");
			assertThat(message.userProperties()).isEmpty();
		});
	}

	@Test
	void serializedEventWaitsForTheOneBefore() {
		IotEventExternalizer externalizer = externalizer(defaults().serializeExternalization(true));
		CompletableFuture<?> first = externalizer.externalize(new Plain(1));
		CompletableFuture<?> second = externalizer.externalize(new Plain(2));
		assertThat(this.published).hasSize(1);
		this.acknowledgments.get(0).completeExceptionally(new IllegalStateException("on purpose"));
		assertThat(first).isCompletedExceptionally();
		assertThat(this.published).hasSize(2);
		this.acknowledgments.get(1).complete(null);
		assertThat(second).isCompleted();
	}

	private CompletableFuture<?> externalize(Object event) {
		return externalizer(defaults()).externalize(event);
	}

	private static Router defaults() {
		return EventExternalizationConfiguration.defaults(PACKAGE);
	}

	private IotEventExternalizer externalizer(Router router) {
		DefaultIotClient client = new DefaultIotClient(this.connection,
				new PayloadConverter(List.of(new JacksonJsonMessageConverter())));
		return new IotEventExternalizer(router.build(), client, new StaticListableBeanFactory());
	}

	@Externalized("plain")
	record Plain(int degrees) {
	}

	@Externalized("ovens/{room}/state::#{room()}")
	record Keyed(String room) {
	}

	@Externalized("ovens/{room}/state")
	record WithoutKey(int degrees) {
	}

	@Externalized("ovens::#{room()}")
	record KeyAlone(String room) {
	}

	@Externalized("#{'ovens/' + room()}")
	record Computed(String room) {
	}

	@Externalized
	record Nameless(int degrees) {
	}

}
