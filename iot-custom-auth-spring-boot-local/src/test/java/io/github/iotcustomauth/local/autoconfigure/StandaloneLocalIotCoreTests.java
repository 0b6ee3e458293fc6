package io.github.iotcustomauth.local.autoconfigure;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StandaloneLocalIotCore}.
 */
class StandaloneLocalIotCoreTests {

	@Test
	void unknownPropertyIsNamedWithoutItsValue() {
		assertThatExceptionOfType(LocalIotCoreConfigurationException.class)
			.isThrownBy(() -> StandaloneLocalIotCore.start(Map.of("authorizers.A.usres.alice", "wonderland")))
			.withMessageContaining(".usres.alice': there is no such property")
			.withMessageNotContaining("wonderland")
			.withNoCause();
	}

}
