package io.github.iotcustomauth.local.internal.server;

import java.net.InetAddress;
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
	void defaultsAreAFreePortAndTheLimitsOfAws() {
		assertThat(this.settings.address().getHostAddress()).isEqualTo("127.0.0.1");
		assertThat(this.settings.port()).isZero();
		assertThat(this.settings.disabledLimits()).isEmpty();
		assertThat(this.settings.lifecycleEvents()).isTrue();
		assertThat(this.settings.timeScale()).isEqualTo(1);
	}

	@Test
	void clientsConnectToTheNameOfTheAddress() throws Exception {
		byte[] address = { 127, 0, 0, 2 };
		assertThat(this.settings.host()).isEqualTo("localhost");
		assertThat(this.settings.withAddress(InetAddress.getByAddress(address)).host()).isEqualTo("127.0.0.2");
		assertThat(this.settings.withAddress(InetAddress.getByAddress("iot.example", address)).host())
			.isEqualTo("iot.example");
		assertThat(this.settings.withAddress(InetAddress.getByName("0.0.0.0")).host()).isEqualTo("localhost");
	}

	@Test
	void copiesKeepTheRest() throws Exception {
		InetAddress address = InetAddress.getByName("127.0.0.2");
		LocalIotCoreSettings changed = this.settings.withAddress(address)
			.withPort(8883)
			.withDisabledLimits(Set.of(Limit.TOPIC))
			.withLifecycleEvents(false)
			.withTimeScale(300);
		assertThat(changed.address()).isEqualTo(address);
		assertThat(changed.port()).isEqualTo(8883);
		assertThat(changed.disabledLimits()).containsExactly(Limit.TOPIC);
		assertThat(changed.lifecycleEvents()).isFalse();
		assertThat(changed.timeScale()).isEqualTo(300);
		assertThat(changed.authorizer()).isSameAs(this.settings.authorizer());
		assertThat(changed.privateKey()).isSameAs(this.settings.privateKey());
	}

	@Test
	void toStringLeavesOutTheKey() {
		assertThat(this.settings).hasToString("LocalIotCoreSettings[port=0, disabledLimits=[], timeScale=1.0]");
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
