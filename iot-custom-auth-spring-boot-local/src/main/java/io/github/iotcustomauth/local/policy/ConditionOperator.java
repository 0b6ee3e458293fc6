package io.github.iotcustomauth.local.policy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The condition operators that are evaluated, by how they compare.
 */
enum ConditionOperator {

	STRING_EQUALS("StringEquals", "StringNotEquals"),

	IGNORE_CASE("StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),

	STRING_LIKE("StringLike", "StringNotLike"),

	// both take wildcards, as in IAM
	ARN_EQUALS("ArnEquals", "ArnNotEquals"),

	ARN_LIKE("ArnLike", "ArnNotLike"),

	IP_ADDRESS("IpAddress", "NotIpAddress"),

	BOOL("Bool", ""),

	NULL("Null", "");

	private static final Map<String, ConditionOperator> BY_NAME = Stream.of(values())
		.flatMap(
				(operator) -> Stream.of(Map.entry(operator.positive, operator), Map.entry(operator.negative, operator)))
		.filter((entry) -> !entry.getKey().isEmpty())
		.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

	private final String positive;

	private final String negative;

	ConditionOperator(String positive, String negative) {
		this.positive = positive;
		this.negative = negative;
	}

	static @Nullable ConditionOperator find(String name) {
		return BY_NAME.get(name);
	}

	boolean isNegated(String name) {
		return this.negative.equals(name);
	}

	// Return null for a value that nothing can match.
	@Nullable Predicate<String> bind(ResourcePattern text, Map<String, String> variables) {
		return switch (this) {
			case STRING_LIKE, ARN_EQUALS, ARN_LIKE -> {
				Glob glob = text.bind(variables::get);
				yield (glob != null) ? glob::matches : null;
			}
			case IP_ADDRESS -> {
				AddressBlock block = AddressBlock.parse(text.resolve(variables));
				yield (block != null) ? block::contains : null;
			}
			case STRING_EQUALS, IGNORE_CASE, BOOL, NULL -> {
				String expected = text.resolve(variables);
				if (expected == null) {
					yield null;
				}
				yield (this == STRING_EQUALS) ? expected::equals : expected::equalsIgnoreCase;
			}
		};
	}

	/**
	 * Whether a value can be compared by this operator.
	 * @param value the value of a condition
	 * @return {@code false} if it is no address and has no variable that could be one
	 */
	boolean takes(String value) {
		return this != IP_ADDRESS || value.contains("${") || AddressBlock.parse(value) != null;
	}

	/**
	 * A block of IPv4 or IPv6 addresses in CIDR notation, or one address.
	 *
	 * @param network the leading bits that count
	 * @param dropped how many bits follow them
	 * @param length the length of an address in bits
	 */
	private record AddressBlock(BigInteger network, int dropped, int length) {

		// not a name, so that nothing is looked up
		private static final Pattern LITERAL = Pattern
			.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

		private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");

		static @Nullable AddressBlock parse(@Nullable String text) {
			if (text == null) {
				return null;
			}
			int slash = text.indexOf('/');
			byte[] address = bytes((slash >= 0) ? text.substring(0, slash) : text);
			String bits = (slash >= 0) ? text.substring(slash + 1) : "";
			if (address == null || (slash >= 0 && !PREFIX.matcher(bits).matches())) {
				return null;
			}
			int length = address.length * 8;
			int dropped = (slash >= 0) ? length - Integer.parseInt(bits) : 0;
			return (dropped >= 0) ? new AddressBlock(new BigInteger(1, address).shiftRight(dropped), dropped, length)
					: null;
		}

		private static byte @Nullable [] bytes(String text) {
			try {
				return LITERAL.matcher(text).matches() ? InetAddress.getByName(text).getAddress() : null;
			}
			catch (UnknownHostException ex) {
				return null;
			}
		}

		boolean contains(String text) {
			byte[] address = bytes(text);
			return address != null && address.length * 8 == this.length
					&& new BigInteger(1, address).shiftRight(this.dropped).equals(this.network);
		}

	}

}
