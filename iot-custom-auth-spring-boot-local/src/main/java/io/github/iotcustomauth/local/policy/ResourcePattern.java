package io.github.iotcustomauth.local.policy;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The resource of a policy statement: an ARN with wildcards and policy variables. Only
 * what follows region and account is compared. The local endpoint has neither, so any
 * value of theirs matches.
 *
 * @param name type and name, or a wildcard that includes them
 */
record ResourcePattern(String name) {

	private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

	/**
	 * Everything between the service and the resource, the service included.
	 */
	private static final Pattern SCOPE = Pattern.compile("[A-Za-z0-9*?_-]*");

	/**
	 * Variables that stand for characters which otherwise have a meaning.
	 */
	private static final Set<String> ESCAPES = Set.of("*", "?", "$");

	private static final Set<String> VARIABLES = Set.of("iot:ClientId", "iot:DomainName", "aws:SourceIp");

	/**
	 * Variables of X.509 connections: valid, but without a value here.
	 */
	private static final List<String> CERTIFICATE_VARIABLES = List.of("iot:Connection.Thing.", "iot:Certificate");

	static ResourcePattern parse(String resource) {
		String name = nameOf(resource);
		Matcher matcher = VARIABLE.matcher(name);
		int end = 0;
		while (matcher.find()) {
			requireKnown(matcher.group(1), resource);
			end = matcher.end();
		}
		if (name.indexOf("${", end) >= 0) {
			throw new InvalidPolicyException("Resource '" + resource + "' has a policy variable without closing '}'");
		}
		return new ResourcePattern(name);
	}

	private static String nameOf(String resource) {
		String[] parts = resource.split(":", 6);
		boolean arn = parts[0].equals("arn");
		boolean openEnd = parts.length < 6 && parts[parts.length - 1].equals("*");
		if (resource.equals("*") || (arn && openEnd)) {
			return "*";
		}
		if (!arn || parts.length < 6 || parts[5].isEmpty() || !scopeIsPlain(parts)) {
			throw new InvalidPolicyException("Resource '" + resource
					+ "' is neither '*' nor an ARN of the form arn:aws:iot:<region>:<account>:<type>/<name>");
		}
		if (!parts[2].equals("iot") && !parts[2].equals("*")) {
			throw new InvalidPolicyException("Resource '" + resource + "' is not of the service 'iot'");
		}
		return parts[5];
	}

	private static boolean scopeIsPlain(String[] parts) {
		for (int i = 1; i < 5; i++) {
			if (!SCOPE.matcher(parts[i]).matches()) {
				return false;
			}
		}
		return true;
	}

	private static void requireKnown(String variable, String resource) {
		boolean known = ESCAPES.contains(variable) || VARIABLES.contains(variable)
				|| CERTIFICATE_VARIABLES.stream().anyMatch(variable::startsWith);
		if (!known) {
			throw new InvalidPolicyException("Resource '" + resource + "' has an unknown policy variable '${" + variable
					+ "}'; known are ${iot:ClientId}, ${iot:DomainName} and ${aws:SourceIp}");
		}
	}

	/**
	 * Replace the variables. Wildcards in a value become wildcards of the pattern, as at
	 * AWS.
	 * @param variables finds values by variable name
	 * @return the pattern, or {@code null} when a variable has no value: such a resource
	 * matches nothing
	 */
	@Nullable Glob bind(Function<String, @Nullable String> variables) {
		Glob.Builder glob = new Glob.Builder();
		Matcher matcher = VARIABLE.matcher(this.name);
		int end = 0;
		while (matcher.find()) {
			glob.pattern(this.name.substring(end, matcher.start()));
			String variable = matcher.group(1);
			String value = variables.apply(variable);
			if (ESCAPES.contains(variable)) {
				glob.literal(variable);
			}
			else if (value != null) {
				glob.pattern(value);
			}
			else {
				return null;
			}
			end = matcher.end();
		}
		return glob.pattern(this.name.substring(end)).build();
	}

}
