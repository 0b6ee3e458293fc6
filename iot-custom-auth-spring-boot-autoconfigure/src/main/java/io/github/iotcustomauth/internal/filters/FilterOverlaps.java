package io.github.iotcustomauth.internal.filters;

import java.util.stream.Stream;

import io.github.iotcustomauth.TopicFilter;
import io.github.iotcustomauth.internal.text.PrintableText;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Warns of shared subscriptions that overlap with others: a message does not tell which
 * of several filters it was sent for.
 */
final class FilterOverlaps {

	private static final Log logger = LogFactory.getLog(SessionFilters.class);

	private FilterOverlaps() {
	}

	static void warn(TopicFilter filter, Stream<TopicFilter> others) {
		others.filter(
				(other) -> !other.equals(filter) && (other.isShared() || filter.isShared()) && other.overlaps(filter))
			.forEach((other) -> logger.warn("Subscriptions '" + PrintableText.of(filter) + "' and '"
					+ PrintableText.of(other)
					+ "' overlap: what is sent for one is handled for the other as well, so that the group does not "
					+ "divide these messages"));
	}

}
