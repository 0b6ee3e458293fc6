package io.github.iotcustomauth.autoconfigure.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.internal.transport.crt.CrtMqttTransportFactory;

import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * {@link InfoContributor} for the versions of this library and of AWS's native client.
 */
class IotInfoContributor implements InfoContributor {

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> versions = new LinkedHashMap<>();
		String library = IotConnection.class.getPackage().getImplementationVersion();
		versions.put("library", (library != null) ? library : "unknown");
		versions.put("nativeClient", "aws-crt " + CrtMqttTransportFactory.version());
		builder.withDetail("iot", versions);
	}

}
