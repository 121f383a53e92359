package io.securerpc.rpc;

import io.securerpc.limit.Limits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Reads one request text in one pass, keeping of each request object only the members that say what it is. */
final class DocumentReader {
    /**
     * Of all objects that are open at once together. Each takes some twenty times its text while it is read, whoever reads, and by then no call has asked for a place: as many threads as there are may
     * hold that at once. Objects side by side, as in a list, do not add up.
     */
    static final int MOST_NAMES = 4_096;

    private final String text;
    private final Limits limits;
    private final Json.Depth depth;
    /** Of a single request what was read so far: it tells a faulty text's form. */
    private @Nullable Message single;

    private DocumentReader(String text, Limits limits) {
        this.text = text;
        this.limits = limits;
        this.depth = new Json.Depth(limits.maxJsonDepth(), MOST_NAMES);
    }

    static Document read(byte[] body, Limits limits) {
        String text = Json.decode(body);
        return text == null ? new Document.Refused(RpcError.PARSE, false) : new DocumentReader(text, limits).read();
    }

    private Document read() {
        try (JsonParser parser = Json.parser(text)) {
            Document document = top(parser);
            return parser.nextToken() == null ? document : refused(RpcError.PARSE);
        } catch (Json.Stop e) {
            return refused(e.error());
        } catch (JacksonException e) {
            return refused(RpcError.PARSE);
        }
    }

    private Document top(JsonParser parser) {
        JsonToken first = parser.nextToken();
        if (first == JsonToken.START_OBJECT) {
            single = new Message();
            int start = (int) parser.currentTokenLocation().getCharOffset();
            readMembers(parser, single);
            return new Document.Single(single, JsonSpan.object(parser, text, start));
        }
        if (first == JsonToken.START_ARRAY) {
            return batch(parser);
        }
        if (first == null) {
            return refused(RpcError.PARSE);
        }
        parser.finishToken();
        return refused(RpcError.INVALID_REQUEST);
    }

    private Document batch(JsonParser parser) {
        depth.enter();
        List<Message> members = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (members.size() == limits.maxBatchLength()) {
                throw new Json.Stop(RpcError.batchTooLong(limits.maxBatchLength()));
            }
            Message member = new Message();
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                readMembers(parser, member);
            } else {
                Json.skip(parser, depth);
            }
            members.add(member);
        }
        return members.isEmpty() ? refused(RpcError.INVALID_REQUEST) : new Document.Batch(members);
    }

    private void readMembers(JsonParser parser, Message message) {
        depth.enter();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            depth.name();
            parser.nextToken();
            if (Message.knows(name)) {
                message.put(name, JsonSpan.read(parser, text, depth));
            } else {
                Json.skip(parser, depth);
            }
        }
        depth.leave();
    }

    private Document refused(RpcError error) {
        return new Document.Refused(error, single != null && single.nano());
    }
}
