package io.github.iotcustomauth.autoconfigure;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Host name below {@code amazonaws.com}, of which only some belong to AWS IoT Core, and
 * fewer to its data plane. Others, of virtual machines and load balancers for instance,
 * may be those of any server.
 * <p>
 * Source: AWS general reference, "AWS IoT Core endpoints and quotas".
 *
 * @param host the host name
 */
record AwsEndpoint(String host) {

	/**
	 * The only port with custom authorizers.
	 */
	static final int PORT = 443;

	static final String DESCRIBE = "the host name that 'aws iot describe-endpoint --endpoint-type iot:Data-ATS' prints";

	// not the name of a load balancer such as 'iot-0a1b2c3d'
	private static final Pattern IOT = Pattern.compile("(?i)(.+\\.)?iot[a-z-]*\\.(.+\\.)?amazonaws\\.com(\\.cn)?");

	private static final Pattern NAME = Pattern.compile(
			"(?:(?<prefix>.+)\\.)?(?<service>iot(?:-fips)?)\\.(?<rest>(?<region>[^.]+)\\.amazonaws\\.com(?:\\.cn)?)");

	private static final String REGION_NAME = "[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}";

	private static final Pattern REGION = Pattern.compile(REGION_NAME);

	private static final Pattern MANAGED = Pattern.compile(".+\\." + REGION_NAME + "\\.iot\\.amazonaws\\.com(\\.cn)?");

	/**
	 * Whether the host is one of AWS IoT.
	 * @return whether the rules of AWS IoT Core hold for it
	 */
	boolean isIot() {
		return IOT.matcher(this.host).matches();
	}

	/**
	 * What keeps an MQTT client from using the host.
	 * @return a sentence without full stop, or {@code null} if nothing is known
	 */
	@Nullable String reason() {
		String name = this.host.toLowerCase(Locale.ROOT);
		// interface endpoints have names of their own, and so have domain configurations
		if (!isIot() || name.contains(".vpce.") || MANAGED.matcher(name).matches()) {
			return null;
		}
		Matcher matcher = NAME.matcher(name);
		if (!matcher.matches()) {
			return "This is not the host name of an endpoint of AWS IoT Core";
		}
		if (!REGION.matcher(matcher.group("region")).matches()) {
			return "'%s' is not the name of an AWS region".formatted(matcher.group("region"));
		}
		return reason(matcher.group("prefix"), matcher.group("service"));
	}

	private static @Nullable String reason(@Nullable String prefix, String service) {
		if (prefix == null) {
			return "This is the endpoint of the control plane, which does not speak MQTT";
		}
		String last = prefix.substring(prefix.lastIndexOf('.') + 1);
		return switch (last) {
			case "credentials" -> "This is the endpoint of the credentials provider, which does not speak MQTT";
			case "jobs" -> "This is the endpoint of the jobs service, which does not speak MQTT";
			case "tunneling" -> "This is the endpoint of secure tunneling, which does not speak MQTT";
			default -> (service.equals("iot") && !last.endsWith("ats"))
					? "The host name has no '-ats': the JVM does not trust the certificate of this older endpoint"
					: null;
		};
	}

	/**
	 * What to set the endpoint to.
	 * @return the end of a sentence, without full stop
	 */
	String correction() {
		Matcher matcher = NAME.matcher(this.host);
		boolean withoutAts = matcher.matches() && REGION.matcher(matcher.group("region")).matches()
				&& matcher.group("prefix") != null && matcher.group("prefix").indexOf('.') == -1;
		if (reason() == null) {
			return "'" + this.host + "'";
		}
		return (withoutAts && this.host.endsWith(".com"))
				? "'%s-ats.iot.%s'".formatted(matcher.group("prefix"), matcher.group("rest")) : DESCRIBE;
	}

}
