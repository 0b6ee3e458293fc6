package io.github.iotcustomauth.local.broker;

import java.util.Set;

import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link GatewayOnlySecurity}.
 */
class GatewayOnlySecurityTests {

	private final GatewayOnlySecurity security = new GatewayOnlySecurity("gateway", "s3cret");

	private final RemotingConnection connection = mock(RemotingConnection.class);

	@Test
	void letsInTheGatewayAlone() {
		assertThat(this.security.authenticate("gateway", "s3cret", this.connection, "")).isNotNull();
		assertThat(this.security.authenticate("gateway", "S3cret", this.connection, "")).isNull();
		assertThat(this.security.authenticate("other", "s3cret", this.connection, "")).isNull();
		assertThat(this.security.authenticate("gateway", null, this.connection, "")).isNull();
		assertThat(this.security.authenticate(null, null, this.connection, "")).isNull();
	}

	@Test
	void allowsNothingButMqtt() {
		assertThat(this.security.authorize(this.security.authenticate("gateway", "s3cret", this.connection, ""),
				Set.of(), CheckType.SEND, "a"))
			.isTrue();
		assertThat(this.security.authorize(null, Set.of(), CheckType.SEND, "a")).isFalse();
		assertThat(this.security.validateUserAndRole("gateway", "s3cret", Set.of(), CheckType.CONSUME)).isTrue();
		assertThat(this.security.validateUserAndRole("gateway", "s3cret", Set.of(), CheckType.MANAGE)).isFalse();
		assertThat(this.security.validateUserAndRole("gateway", "wrong", Set.of(), CheckType.CONSUME)).isFalse();
	}

}
