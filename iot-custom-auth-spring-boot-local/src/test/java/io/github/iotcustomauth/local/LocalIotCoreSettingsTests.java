package io.github.iotcustomauth.local;

import java.util.List;

import io.github.iotcustomauth.local.authorizer.ConnectDecision;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LocalIotCoreSettings}.
 */
class LocalIotCoreSettingsTests {

	private final LocalIotCoreSettings settings = new LocalIotCoreSettings(
			TestEndpoint.CERTIFICATE.getKeyPair().getPrivate(), TestEndpoint.CERTIFICATE.getCertificatePathList(),
			(attempt) -> new ConnectDecision.Refused("no"));

	@Test
	void defaultsAreAFreePortAndTheLimitsOfAws() {
		assertThat(this.settings.port()).isZero();
		assertThat(this.settings.enforceConnectRate()).isTrue();
	}

	@Test
	void copiesKeepTheRest() {
		LocalIotCoreSettings changed = this.settings.withPort(8883)
			.withEnforceConnectRate(false)
			.withEventListener((event) -> {
			});
		assertThat(changed.port()).isEqualTo(8883);
		assertThat(changed.enforceConnectRate()).isFalse();
		assertThat(changed.authorizer()).isSameAs(this.settings.authorizer());
		assertThat(changed.privateKey()).isSameAs(this.settings.privateKey());
	}

	@Test
	void toStringLeavesOutTheKey() {
		assertThat(this.settings).hasToString("LocalIotCoreSettings[port=0, enforceConnectRate=true]");
	}

	@Test
	void portMustBeValid() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.settings.withPort(-1));
		assertThatIllegalArgumentException().isThrownBy(() -> this.settings.withPort(65536));
	}

	@Test
	void certificateIsNeeded() {
		assertThatIllegalArgumentException().isThrownBy(
				() -> new LocalIotCoreSettings(this.settings.privateKey(), List.of(), this.settings.authorizer()));
	}

}
