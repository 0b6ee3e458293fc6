package io.github.iotcustomauth.internal.observation;

import io.github.iotcustomauth.IotConnection;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

class ClientIdFreeTopicTests {

	@ParameterizedTest
	@CsvSource({ "devices/d1/state, devices/{client-id}/state", "d1, {client-id}", "d1/d1, {client-id}/{client-id}",
			"/d1/, /{client-id}/", "a//d1, a//{client-id}", "d11/xd1/+, d11/xd1/+", "devices/{id}, devices/{id}" })
	void replacesLevelsThatAreTheClientId(String topic, String expected) {
		IotConnection connection = mock(IotConnection.class);
		given(connection.getClientId()).willReturn("d1");
		assertThat(ClientIdFreeTopic.of(topic, connection)).isEqualTo(expected);
	}

}
