package io.github.iotcustomauth.local;

/**
 * Topic filter of a {@link RandomProgram}.
 *
 * @param group the group of a shared subscription, or an empty text
 * @param filter the filter without the prefix of the program
 */
record ProgramFilter(String group, String filter) {

	static ProgramFilter plain(String filter) {
		return new ProgramFilter("", filter);
	}

	boolean isShared() {
		return !this.group.isEmpty();
	}

	boolean isExact() {
		return !this.filter.contains("+") && !hasMultiLevelWildcard();
	}

	boolean hasMultiLevelWildcard() {
		return this.filter.endsWith("#");
	}

	boolean matches(String topic) {
		String levels = this.filter.replace("+", "[^/]*");
		return topic.matches(hasMultiLevelWildcard() ? levels.replace("#", ".*") : levels);
	}

	// Return what the endpoint is asked for.
	String text(String prefix) {
		return (isShared() ? "$share/" + this.group + "/" : "") + prefix + this.filter;
	}

	// Return what mosquitto is asked for to get the same.
	String referenceText(String prefix) {
		String text = text(prefix);
		return hasMultiLevelWildcard() ? text.substring(0, text.length() - 1) + "+/#" : text;
	}

}
