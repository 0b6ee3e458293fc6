package io.github.iotcustomauth.autoconfigure;

import java.util.List;
import java.util.stream.Stream;

import io.github.iotcustomauth.IotConnection;
import io.github.iotcustomauth.client.IotClient;
import io.github.iotcustomauth.internal.client.DefaultIotClient;
import io.github.iotcustomauth.internal.messaging.PayloadConverter;
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
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.util.StringUtils;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@link IotClient} and the
 * conversion of payloads.
 */
@AutoConfiguration(after = IotCustomAuthAutoConfiguration.class,
		afterName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@ConditionalOnBean(IotConnection.class)
@EnableConfigurationProperties(IotCustomAuthProperties.class)
public final class IotMessagingAutoConfiguration {

	@Bean
	@ConditionalOnSingleCandidate(IotConnection.class)
	@ConditionalOnMissingBean(IotClient.class)
	DefaultIotClient iotClient(IotConnection connection, PayloadConverter converter,
			IotCustomAuthProperties properties) {
		IotCustomAuthProperties.Request request = properties.getRequest();
		String replyTopic = StringUtils.hasLength(request.getReplyTopic()) ? request.getReplyTopic() : null;
		return new DefaultIotClient(connection, converter, request.getTimeout(), replyTopic);
	}

	// a converter bean of its own would change other parts of the application
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JsonMapper.class)
	@ConditionalOnMissingBean(PayloadConverter.class)
	static class WithJackson {

		@Bean
		PayloadConverter iotPayloadConverter(ObjectProvider<MessageConverter> converters,
				ObjectProvider<JsonMapper> jsonMapper) {
			JsonMapper mapper = jsonMapper.getIfUnique();
			JacksonJsonMessageConverter json = (mapper != null) ? new JacksonJsonMessageConverter(mapper)
					: new JacksonJsonMessageConverter();
			// whatever the content type, which few devices set
			json.setContentTypeResolver(null);
			List<MessageConverter> all = Stream.concat(converters.orderedStream(), Stream.of(json)).toList();
			return new PayloadConverter(all);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("tools.jackson.databind.json.JsonMapper")
	@ConditionalOnMissingBean(PayloadConverter.class)
	static class WithoutJackson {

		@Bean
		PayloadConverter iotPayloadConverter(ObjectProvider<MessageConverter> converters) {
			return new PayloadConverter(converters.orderedStream().toList());
		}

	}

}
