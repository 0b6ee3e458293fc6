package io.github.iotcustomauth.internal.observation;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.github.iotcustomauth.FailureReason;
import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.IotConnectionException;
import io.github.iotcustomauth.IotFailure;
import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.IotSubscription;
import io.github.iotcustomauth.observation.IotListenerObservationContext;
import io.github.iotcustomauth.observation.IotListenerObservationConvention;
import io.github.iotcustomauth.observation.IotTemplateObservationContext;
import io.github.iotcustomauth.observation.IotTemplateObservationConvention;
import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link MicrometerObservations}.
 */
class MicrometerObservationsTests {

	private static final String TEMPLATE = "rooms/{room}/state";

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final IotConnection connection = mock(IotConnection.class);

	private final CompletableFuture<@Nullable Void> published = new CompletableFuture<>();

	private final List<IotMessage> sent = new ArrayList<>();

	@BeforeEach
	void nameConnection() {
		given(this.connection.getName()).willReturn("plant");
		given(this.connection.getClientId()).willReturn("device-7");
	}

	private static IotMessage.Builder message() {
		return IotMessage.to("rooms/kitchen/state").payload("on");
	}

	private CompletableFuture<@Nullable Void> publish(ObservationRegistry registry, @Nullable String template) {
		return publish(registry, template, (message) -> {
			this.sent.add(message.build());
			return this.published;
		});
	}

	private CompletableFuture<@Nullable Void> publish(ObservationRegistry registry, @Nullable String template,
			Function<IotMessage.Builder, CompletableFuture<@Nullable Void>> sender) {
		return new MicrometerObservations(registry, null, null).send(SendOperation.PUBLISH, this.connection, template,
				message(), sender);
	}

	private TestObservationRegistryAssert.TestObservationRegistryAssertReturningObservationContextAssert observed() {
		return TestObservationRegistryAssert.assertThat(this.registry).hasSingleObservationThat();
	}

	@Test
	void publishIsObservedUntilItsFutureCompletes() {
		assertThat(publish(this.registry, TEMPLATE)).isSameAs(this.published);
		observed().hasBeenStarted().isNotStopped();
		this.published.complete(null);
		observed().hasBeenStopped()
			.doesNotHaveError()
			.hasNameEqualTo("iot.template")
			.hasContextualNameEqualTo("publish rooms/{room}/state")
			.hasOnlyKeys("messaging.system", "messaging.operation.type", "messaging.operation.name",
					"messaging.destination.template", "iot.connection", "error.type", "messaging.message.body.size")
			.hasLowCardinalityKeyValue("messaging.system", "mqtt")
			.hasLowCardinalityKeyValue("messaging.operation.type", "send")
			.hasLowCardinalityKeyValue("messaging.operation.name", "publish")
			.hasLowCardinalityKeyValue("messaging.destination.template", TEMPLATE)
			.hasLowCardinalityKeyValue("iot.connection", "plant")
			.hasLowCardinalityKeyValue("error.type", "none")
			.hasHighCardinalityKeyValue("messaging.message.body.size", "2");
	}

	@Test
	void topicWithoutVariablesIsNotTold() {
		publish(this.registry, null);
		this.published.complete(null);
		observed().hasLowCardinalityKeyValue("messaging.destination.template", "none")
			.hasContextualNameEqualTo("publish");
	}

	@Test
	void clientIdIsNotTold() {
		publish(this.registry, "devices/device-7/{kind}/device-77");
		observed().hasLowCardinalityKeyValue("messaging.destination.template", "devices/{client-id}/{kind}/device-77");
	}

	@Test
	void failureIsRecordedWithItsReason() {
		publish(this.registry, TEMPLATE);
		IotConnectionException failure = new IotConnectionException("test",
				IotFailure.of(FailureReason.NO_ACKNOWLEDGEMENT));
		this.published.completeExceptionally(failure);
		observed().hasBeenStopped().hasError(failure).hasLowCardinalityKeyValue("error.type", "NO_ACKNOWLEDGEMENT");
	}

	@Test
	void otherFailuresAreRecordedWithTheirType() {
		publish(this.registry, TEMPLATE);
		this.published.cancel(false);
		observed().hasBeenStopped().hasLowCardinalityKeyValue("error.type", CancellationException.class.getName());
	}

	@Test
	void exceptionOfTheCallIsRecorded() {
		IllegalStateException failure = new IllegalStateException("test");
		assertThatIllegalStateException().isThrownBy(() -> publish(this.registry, TEMPLATE, (message) -> {
			throw failure;
		})).isSameAs(failure);
		observed().hasBeenStopped().hasError(failure);
	}

	@Test
	void scopeIsOpenDuringTheCallOnly() {
		List<@Nullable Observation> current = new ArrayList<>();
		publish(this.registry, TEMPLATE, (message) -> {
			current.add(this.registry.getCurrentObservation());
			return this.published;
		});
		assertThat(current).doesNotContainNull();
		assertThat(this.registry.getCurrentObservation()).isNull();
	}

	@Test
	void whatThePropagationAddsIsSent() {
		this.registry.observationConfig().observationHandler(new ObservationHandler<IotTemplateObservationContext>() {

			@Override
			public void onStart(IotTemplateObservationContext context) {
				context.getSetter().set(context.getCarrier(), "traceparent", "00-1-2-01");
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof IotTemplateObservationContext;
			}

		});
		publish(this.registry, TEMPLATE);
		assertThat(this.sent).singleElement()
			.satisfies((message) -> assertThat(message.userProperties()).hasToString("[traceparent=00-1-2-01]"));
	}

	@Test
	void registryWithoutHandlersObservesNothing() {
		ObservationRegistry idle = ObservationRegistry.create();
		assertThat(publish(idle, TEMPLATE)).isSameAs(this.published);
		assertThat(this.published.getNumberOfDependents()).isZero();
	}

	@Test
	void mockedConnectionWithoutNameAndFutureIsNoFailure() {
		IotConnection mocked = mock(IotConnection.class);
		new MicrometerObservations(this.registry, null, null).send(SendOperation.PUBLISH, mocked, TEMPLATE, message(),
				(message) -> mocked.publish(message.build()));
		observed().hasBeenStopped().hasLowCardinalityKeyValue("iot.connection", "none");
	}

	@Test
	void conventionForSentMessagesIsReplaced() {
		IotTemplateObservationConvention convention = new IotTemplateObservationConvention() {

			@Override
			public String getName() {
				return "other";
			}

			@Override
			public KeyValues getHighCardinalityKeyValues(IotTemplateObservationContext context) {
				return IotTemplateObservationConvention.super.getHighCardinalityKeyValues(context).and("topic",
						context.getMessage().topic());
			}

		};
		new MicrometerObservations(this.registry, convention, null).send(SendOperation.PUBLISH, this.connection,
				TEMPLATE, message(), (message) -> this.published);
		observed().hasNameEqualTo("other").hasHighCardinalityKeyValue("topic", "rooms/kitchen/state");
	}

	private IotSubscription.Handler handler(@Nullable IotListenerObservationConvention convention,
			IotSubscription.Handler handler) {
		return new MicrometerObservations(this.registry, null, convention).handler(this.connection, "rooms.handle",
				(message) -> TEMPLATE, handler);
	}

	@Test
	void handlerIsObserved() throws Exception {
		List<@Nullable Observation> current = new ArrayList<>();
		handler(null, (message, acknowledgment) -> current.add(this.registry.getCurrentObservation()))
			.onMessage(message().build(), () -> {
			});
		assertThat(current).doesNotContainNull();
		observed().hasBeenStopped()
			.doesNotHaveError()
			.hasNameEqualTo("iot.listener")
			.hasContextualNameEqualTo("handle rooms/{room}/state")
			.hasOnlyKeys("messaging.system", "messaging.operation.type", "messaging.operation.name",
					"messaging.destination.template", "iot.connection", "iot.listener.id", "error.type",
					"messaging.message.body.size")
			.hasLowCardinalityKeyValue("messaging.operation.type", "process")
			.hasLowCardinalityKeyValue("messaging.operation.name", "handle")
			.hasLowCardinalityKeyValue("messaging.destination.template", TEMPLATE)
			.hasLowCardinalityKeyValue("iot.connection", "plant")
			.hasLowCardinalityKeyValue("iot.listener.id", "rooms.handle");
	}

	@Test
	void exceptionOfTheHandlerIsRecordedAndThrown() {
		IllegalStateException failure = new IllegalStateException("test");
		assertThatIllegalStateException().isThrownBy(() -> handler(null, (message, acknowledgment) -> {
			throw failure;
		}).onMessage(message().build(), () -> {
		})).isSameAs(failure);
		observed().hasBeenStopped()
			.hasError(failure)
			.hasLowCardinalityKeyValue("error.type", IllegalStateException.class.getName());
	}

	@Test
	void conventionForHandledMessagesIsReplaced() throws Exception {
		handler(new IotListenerObservationConvention() {

			@Override
			public String getContextualName(IotListenerObservationContext context) {
				return context.getListenerId();
			}

		}, (message, acknowledgment) -> {
		}).onMessage(message().build(), () -> {
		});
		observed().hasContextualNameEqualTo("rooms.handle");
	}

	@Test
	void noObservationsAreFree() {
		IotSubscription.Handler handler = (message, acknowledgment) -> {
		};
		assertThat(MessageObservations.NONE.handler(this.connection, "a", (message) -> "a", handler)).isSameAs(handler);
		assertThat(MessageObservations.NONE.send(SendOperation.PUBLISH, this.connection, null, message(),
				(message) -> this.published))
			.isSameAs(this.published);
		assertThat(this.published.getNumberOfDependents()).isZero();
	}

}
