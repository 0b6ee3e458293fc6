package io.github.iotcustomauth.local.internal.server;

import java.util.List;
import java.util.Set;

import io.github.iotcustomauth.local.Limit;
import io.github.iotcustomauth.local.TestEndpoint;
import io.github.iotcustomauth.local.authorizer.ClientCertificate;
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
	void asksForNoClientCertificateUnlessOneIsRegistered() {
		assertThat(this.settings.clientCertificates()).isEmpty();
		ClientCertificate registered = new ClientCertificate(this.settings.certificateChain().get(0), List.of());
		LocalIotCoreSettings changed = this.settings.withClientCertificates(List.of(registered))
			.withPort(1)
			.withDisabledLimits(Set.of())
			.withLifecycleEvents(false)
			.withTimeScale(2);
		assertThat(changed.clientCertificates()).containsExactly(registered);
	}

	@Test
	void defaultsAreAFreePortAndTheLimitsOfAwsThatSlowNoTestDown() {
		assertThat(this.settings.port()).isZero();
		assertThat(this.settings.disabledLimits()).containsExactlyInAnyOrder(Limit.PUBLISH_RATE, Limit.QUEUED_DELIVERY,
				Limit.RETAINED_RATE);
		assertThat(this.settings.lifecycleEvents()).isTrue();
		assertThat(this.settings.timeScale()).isEqualTo(1);
	}

	@Test
	void copiesKeepTheRest() {
		LocalIotCoreSettings changed = this.settings.withPort(8883)
			.withDisabledLimits(Set.of(Limit.TOPIC))
			.withLifecycleEvents(false)
			.withTimeScale(300);
		assertThat(changed.port()).isEqualTo(8883);
		assertThat(changed.disabledLimits()).containsExactly(Limit.TOPIC);
		assertThat(changed.lifecycleEvents()).isFalse();
		assertThat(changed.timeScale()).isEqualTo(300);
		assertThat(changed.authorizer()).isSameAs(this.settings.authorizer());
		assertThat(changed.privateKey()).isSameAs(this.settings.privateKey());
	}

	@Test
	void toStringLeavesOutTheKey() {
		assertThat(this.settings.withDisabledLimits(Set.of()))
			.hasToString("LocalIotCoreSettings[port=0, disabledLimits=[], timeScale=1.0]");
	}

	@Test
	void timeDoesNotStandStill() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.settings.withTimeScale(0.5));
		assertThatIllegalArgumentException().isThrownBy(() -> this.settings.withTimeScale(Double.NaN));
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
