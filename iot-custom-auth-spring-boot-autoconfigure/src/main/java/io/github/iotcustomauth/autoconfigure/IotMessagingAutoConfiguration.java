package io.github.iotcustomauth.autoconfigure;

import java.util.List;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.internal.client.DefaultIotClient;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
import io.github.iotcustomauth.internal.observation.MessageObservations;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ProxyType;
import org.springframework.context.annotation.Proxyable;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.StringUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link IotClient},
 * {@link io.github.iotcustomauth.listener.IotListener @IotListener} and the conversion of
 * payloads.
 */
@AutoConfiguration(after = IotCustomAuthAutoConfiguration.class,
		afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnBean(IotConnection.class)
@EnableConfigurationProperties(IotCustomAuthProperties.class)
@Import(IotListenerConfiguration.class)
public final class IotMessagingAutoConfiguration {

	@Bean
	@Proxyable(ProxyType.INTERFACES)
	@ConditionalOnSingleCandidate(IotConnection.class)
	@ConditionalOnMissingBean
	IotClient iotCustomAuthClient(IotConnection connection, PayloadConverter converter,
			IotCustomAuthProperties properties, ObjectProvider<MessageObservations> observations) {
		return client(connection, converter, properties.getRequest(), observations);
	}

	static IotClient client(IotConnection connection, PayloadConverter converter,
			IotCustomAuthProperties.Request request, ObjectProvider<MessageObservations> observations) {
		String replyTopic = StringUtils.hasLength(request.getReplyTopic()) ? request.getReplyTopic() : null;
		return new DefaultIotClient(connection, converter, request.getTimeout(), replyTopic,
				observations.getIfAvailable(() -> MessageObservations.NONE));
	}

	// a converter bean of its own would change other parts of the application
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	@ConditionalOnMissingBean(PayloadConverter.class)
	static class WithJackson {

		private static final Log logger = LogFactory.getLog(IotMessagingAutoConfiguration.class);

		@Bean
		PayloadConverter iotCustomAuthPayloadConverter(ObjectProvider<MessageConverter> converters,
				ObjectProvider<JsonMapper> jsonMapper) {
			return new PayloadConverter(List.of(new ApplicationConverters(
					() -> Stream.concat(converters.orderedStream(), Stream.of(json(jsonMapper))).toList())));
		}

		private static MessageConverter json(ObjectProvider<JsonMapper> jsonMapper) {
			JsonMapper mapper = jsonMapper.getIfUnique();
			if (mapper == null && jsonMapper.stream().findAny().isPresent()) {
				logger.warn("There are several JsonMapper beans and none of them is primary: JSON in messages is read "
						+ "and written with Jackson's defaults; make one of the beans '@Primary' or name it 'jsonMapper'");
			}
			JacksonJsonMessageConverter json = (mapper != null) ? new JacksonJsonMessageConverter(mapper)
					: new JacksonJsonMessageConverter();
			// whatever the content type, which few devices set
			json.setContentTypeResolver(null);
			return json;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("tools.jackson.databind.json.JsonMapper")
	@ConditionalOnMissingBean(PayloadConverter.class)
	static class WithoutJackson {

		@Bean
		PayloadConverter iotCustomAuthPayloadConverter(ObjectProvider<MessageConverter> converters) {
			return new PayloadConverter(List.of(new ApplicationConverters(() -> converters.orderedStream().toList())));
		}

	}

}
