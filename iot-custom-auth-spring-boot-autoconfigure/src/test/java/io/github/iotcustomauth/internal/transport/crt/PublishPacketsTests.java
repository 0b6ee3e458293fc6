package io.github.iotcustomauth.internal.transport.crt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.iotcustomauth.IotMessage;
import io.github.iotcustomauth.Qos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.crt.mqtt5.QOS;
import software.amazon.awssdk.crt.mqtt5.packets.PublishPacket;
import software.amazon.awssdk.crt.mqtt5.packets.PublishPacket.PublishPacketBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PublishPackets}.
 */
class PublishPacketsTests {

	@Test
	void everythingIsWritten() {
		byte[] correlationData = { 0, -1 };
		PublishPacket packet = PublishPackets.toPacket(IotMessage.to("a/b")
			.payload("21 °C")
			.retain(true)
			.contentType("text/plain")
			.responseTopic("c/d")
			.correlationData(correlationData)
			.expiry(Duration.ofMillis(61_999))
			.userProperty("unit", "C")
			.userProperty("unit", "F")
			.build());
		assertThat(packet.getTopic()).isEqualTo("a/b");
		assertThat(packet.getPayload()).isEqualTo("21 °C".getBytes(StandardCharsets.UTF_8));
		assertThat(packet.getQOS()).isEqualTo(QOS.AT_LEAST_ONCE);
		assertThat(packet.getRetain()).isTrue();
		assertThat(packet.getContentType()).isEqualTo("text/plain");
		assertThat(packet.getResponseTopic()).isEqualTo("c/d");
		assertThat(packet.getCorrelationData()).isEqualTo(correlationData);
		assertThat(packet.getMessageExpiryIntervalSeconds()).isEqualTo(61);
		assertThat(packet.getUserProperties()).extracting((property) -> property.key + "=" + property.value)
			.containsExactly("unit=C", "unit=F");
	}

	@Test
	void responseTopicThatNobodyCouldAnswerOnIsLeftOut() {
		PublishPacket packet = new PublishPacket.PublishPacketBuilder("a", QOS.AT_LEAST_ONCE, new byte[0])
			.withResponseTopic("1/2/3/4/5/6/7/8/9")
			.build();
		assertThat(PublishPackets.toMessage(packet).topic()).isEqualTo("a");
		assertThat(PublishPackets.toMessage(packet).responseTopic()).isNull();
	}

	@Test
	void nothingIsWrittenThatIsNotThere() {
		PublishPacket packet = PublishPackets.toPacket(IotMessage.to("a").qos(Qos.AT_MOST_ONCE).build());
		assertThat(packet.getPayload()).isEmpty();
		assertThat(packet.getQOS()).isEqualTo(QOS.AT_MOST_ONCE);
		assertThat(packet.getRetain()).isFalse();
		assertThat(packet.getContentType()).isNull();
		assertThat(packet.getResponseTopic()).isNull();
		assertThat(packet.getCorrelationData()).isNull();
		assertThat(packet.getMessageExpiryIntervalSeconds()).isNull();
		assertThat(packet.getUserProperties()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void whatIsWrittenIsRead(Qos qos) {
		IotMessage read = PublishPackets.toMessage(PublishPackets.toPacket(IotMessage.to("a/b")
			.payload("hello")
			.qos(qos)
			.retain(true)
			.contentType("text/plain")
			.responseTopic("c/d")
			.correlationData(new byte[] { 1 })
			.expiry(Duration.ofSeconds(60))
			.userProperty("a", "1")
			.build()));
		assertThat(read.topic()).isEqualTo("a/b");
		assertThat(read.text()).isEqualTo("hello");
		assertThat(read.qos()).isEqualTo(qos);
		assertThat(read.retain()).isTrue();
		assertThat(read.contentType()).isEqualTo("text/plain");
		assertThat(read.responseTopic()).isEqualTo("c/d");
		assertThat(read.correlationData()).containsExactly(1);
		assertThat(read.expiry()).hasSeconds(60);
		assertThat(read.userProperties()).isEqualTo(List.of(Map.entry("a", "1")));
	}

	@Test
	void packetWithoutOptionalPartsIsRead() {
		PublishPacket packet = new PublishPacketBuilder("a", QOS.AT_LEAST_ONCE, null)
			.withMessageExpiryIntervalSeconds(0L)
			.build();
		IotMessage read = PublishPackets.toMessage(packet);
		assertThat(read.payload()).isEmpty();
		assertThat(read.retain()).isFalse();
		assertThat(read.expiry()).isNull();
		assertThat(read.userProperties()).isEmpty();
	}

	@Test
	void onlyQosZeroIsNotAcknowledged() {
		assertThat(PublishPackets.isAcknowledged(PublishPacket.of("a", QOS.AT_MOST_ONCE, new byte[0]))).isFalse();
		assertThat(PublishPackets.isAcknowledged(PublishPacket.of("a", QOS.AT_LEAST_ONCE, new byte[0]))).isTrue();
		assertThat(PublishPackets.isAcknowledged(PublishPacket.of("a", QOS.EXACTLY_ONCE, new byte[0]))).isTrue();
	}

}
