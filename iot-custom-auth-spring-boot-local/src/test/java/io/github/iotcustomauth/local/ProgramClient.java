package io.github.iotcustomauth.local;

import java.nio.charset.StandardCharsets;

import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttPubReplyMessageVariableHeader;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.netty.handler.codec.mqtt.MqttUnsubAckMessage;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Client of a {@link RandomProgram} at one broker. It looks at what it has got when it
 * waits for an answer.
 */
final class ProgramClient {

	private static final int NO_MATCHING_SUBSCRIBERS = 0x10;

	private final ProgramBroker broker;

	private final String prefix;

	private final int number;

	private final RandomProgram.Participant participant;

	private final Transcript transcript;

	private final ProgramInbox inbox;

	private @Nullable RawClient connection;

	private String connectionName = "";

	private boolean persistent;

	private int packetId;

	ProgramClient(ProgramBroker broker, RandomProgram program, int number, Transcript transcript) {
		this.broker = broker;
		this.prefix = program.prefix();
		this.number = number;
		this.participant = program.participants().get(number);
		this.transcript = transcript;
		this.inbox = new ProgramInbox(broker.isReference(), program, number, transcript);
	}

	boolean isConnected() {
		return this.connection != null;
	}

	// Return whether there is a session without a connection.
	boolean isAway() {
		return this.connection == null && this.persistent;
	}

	void setHolding(boolean holding) {
		this.inbox.setHolding(holding);
	}

	private RawClient connection() {
		assertThat(this.connection).isNotNull();
		return this.connection;
	}

	void connect(boolean clean, boolean persistent) throws Exception {
		RawClient former = this.connection;
		this.connection = this.broker.open(this.participant.version());
		this.connectionName = this.broker.nextConnection();
		this.persistent = persistent;
		MqttConnAckMessage connAck = this.connection.connect(this.prefix + this.number, (connect) -> {
			connect.cleanSession(clean).willFlag(true).willTopic(this.broker.willTopic());
			connect.willMessage(this.connectionName.getBytes(StandardCharsets.UTF_8));
			connect.properties(connectProperties(persistent));
		});
		boolean resumed = connAck.variableHeader().isSessionPresent();
		answer("CONNACK " + connAck.variableHeader().connectReturnCode() + (resumed ? ", session present" : ""));
		this.inbox.open(this.connection, resumed);
		if (former != null) {
			former.close();
		}
	}

	private MqttProperties connectProperties(boolean persistent) {
		MqttProperties properties = new MqttProperties();
		if (this.participant.version() == 5 && persistent) {
			properties.add(new MqttProperties.IntegerProperty(MqttProperties.SESSION_EXPIRY_INTERVAL, 600));
		}
		if (this.participant.receiveMaximum() > 0) {
			properties.add(new MqttProperties.IntegerProperty(MqttProperties.RECEIVE_MAXIMUM,
					this.participant.receiveMaximum()));
		}
		return properties;
	}

	void leave(boolean orderly) throws Exception {
		RawClient leaving = connection();
		this.connection = null;
		if (orderly) {
			leaving.disconnect();
			leaving.expectEnd();
		}
		leaving.close();
		if (!orderly) {
			this.broker.awaitLoss(this.connectionName);
		}
	}

	void subscribe(ProgramStep.Subscribe step) throws Exception {
		RetainedHandlingPolicy retained = step.retained();
		if (this.broker.isReference() && !step.filter().isExact() && !step.filter().isShared()
				&& this.participant.version() == 5) {
			retained = RetainedHandlingPolicy.DONT_SEND_AT_SUBSCRIBE;
			this.transcript.deviates(Deviation.RETAINED_FOR_EXACT_FILTERS);
		}
		MqttSubscriptionOption option = new MqttSubscriptionOption(MqttQoS.valueOf(step.qos()), false,
				step.retainAsPublished(), retained);
		connection().send(MqttMessageBuilders.subscribe()
			.messageId(nextPacketId())
			.addSubscription(text(step.filter()), option)
			.build());
		answer("SUBACK " + ((MqttSubAckMessage) await(MqttMessageType.SUBACK)).payload().reasonCodes());
	}

	private String text(ProgramFilter filter) {
		if (!this.broker.isReference()) {
			return filter.text(this.prefix);
		}
		if (filter.hasMultiLevelWildcard()) {
			this.transcript.deviates(Deviation.MULTI_LEVEL_PARENT);
		}
		return filter.referenceText(this.prefix);
	}

	void unsubscribe(ProgramFilter filter) throws Exception {
		connection()
			.send(MqttMessageBuilders.unsubscribe().messageId(nextPacketId()).addTopicFilter(text(filter)).build());
		MqttUnsubAckMessage unsubAck = (MqttUnsubAckMessage) await(MqttMessageType.UNSUBACK);
		answer("UNSUBACK " + ((this.participant.version() == 5) ? unsubAck.payload().unsubscribeReasonCodes() : ""));
	}

	void publish(ProgramStep.Publish step) throws Exception {
		connection().publish(this.prefix + step.topic(), step.qos(), (step.qos() > 0) ? nextPacketId() : 0,
				step.payload().getBytes(StandardCharsets.UTF_8), step.retain(), MqttProperties.NO_PROPERTIES);
		if (step.qos() == 0) {
			settle();
			return;
		}
		MqttMessage pubAck = await(MqttMessageType.PUBACK);
		int code = (pubAck.variableHeader() instanceof MqttPubReplyMessageVariableHeader header)
				? header.reasonCode() & 0xFF : 0;
		if (this.broker.isReference() && code == NO_MATCHING_SUBSCRIBERS) {
			this.transcript.deviates(Deviation.NO_MATCHING_SUBSCRIBERS);
			code = 0;
		}
		answer("PUBACK " + code);
	}

	private int nextPacketId() {
		return ++this.packetId;
	}

	private void answer(String answer) {
		this.transcript.answer("client " + this.number + ": " + answer);
	}

	/**
	 * Take what the broker has sent until now, and what its acknowledgments bring.
	 * @return whether there was nothing
	 */
	boolean settle() throws Exception {
		boolean nothing = true;
		connection().send(MqttMessage.PINGREQ);
		while (receiveUntilPong() > 0) {
			nothing = false;
			connection().send(MqttMessage.PINGREQ);
		}
		return nothing;
	}

	void acknowledge(int most) throws Exception {
		this.inbox.acknowledge(most);
		settle();
	}

	private MqttMessage await(MqttMessageType type) throws Exception {
		MqttMessage next = connection().next();
		while (next instanceof MqttPublishMessage publish) {
			this.inbox.receive(publish);
			next = connection().next();
		}
		assertThat(next.fixedHeader().messageType()).isEqualTo(type);
		if (next.variableHeader() instanceof MqttMessageIdVariableHeader header) {
			assertThat(header.messageId()).isEqualTo(this.packetId);
		}
		return next;
	}

	private int receiveUntilPong() throws Exception {
		int messages = 0;
		MqttMessage next = connection().next();
		while (next instanceof MqttPublishMessage publish) {
			this.inbox.receive(publish);
			messages++;
			next = connection().next();
		}
		assertThat(next.fixedHeader().messageType()).isEqualTo(MqttMessageType.PINGRESP);
		return messages;
	}

	void close() throws Exception {
		if (this.connection != null) {
			this.connection.disconnect();
			this.connection.close();
		}
	}

}
