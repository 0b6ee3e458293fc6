package io.github.iotcustomauth.internal.limits;

import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.iotcustomauth.internal.text.PrintableText;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when a setting of a connection is out of its range, whether it comes from a
 * property, a builder or a customizer.
 */
public final class InvalidSettingException extends IllegalArgumentException {

	private static final Pattern SETTING = Pattern.compile("\\{(\\w+)}");

	private final String setting;

	private final @Nullable Object value;

	private final String reason;

	private final String cure;

	private InvalidSettingException(String setting, @Nullable Object value, String reason, String cure) {
		super("'%s' is %s: %s. %s".formatted(setting, PrintableText.of(value), reason,
				named(cure, UnaryOperator.identity())));
		this.setting = setting;
		this.value = value;
		this.reason = reason;
		this.cure = cure;
	}

	/**
	 * Check a setting.
	 * @param valid whether the setting is valid
	 * @param setting the name of the setting
	 * @param value its value
	 * @param reason what is wrong with it, a sentence without full stop
	 * @param cure what to do about it, with names of settings in braces
	 * @throws InvalidSettingException if it is not
	 */
	public static void check(boolean valid, String setting, @Nullable Object value, String reason, String cure) {
		if (!valid) {
			throw new InvalidSettingException(setting, value, reason, cure);
		}
	}

	public String getSetting() {
		return this.setting;
	}

	public @Nullable Object getValue() {
		return this.value;
	}

	public String getReason() {
		return this.reason;
	}

	/**
	 * What to do about the setting.
	 * @param names gives the name that the user knows a setting by
	 * @return the sentence
	 */
	public String getCure(UnaryOperator<String> names) {
		return named(this.cure, names);
	}

	private static String named(String cure, UnaryOperator<String> names) {
		return SETTING.matcher(cure)
			.replaceAll((setting) -> Matcher.quoteReplacement("'" + names.apply(setting.group(1)) + "'"));
	}

}
