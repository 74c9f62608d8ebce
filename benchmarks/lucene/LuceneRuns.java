import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import com.ibm.icu.text.Transliterator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKAnalyzer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.cn.smart.SmartChineseAnalyzer;
import org.apache.lucene.analysis.icu.ICUTransformFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;

/**
 * Lucene in batch mode: {@code index ANALYZER FOLDER DOCUMENTS} and {@code search ANALYZER FOLDER QUERIES RUN DEPTH BOOST}.
 *
 * <p>Both inputs are UTF-8 lines of tab-separated fields (id, title, body; id, text) without tabs or line breaks inside.
 * The run is written in TREC's format. Similarity is Lucene's default BM25; a query is the sum over its distinct
 * tokens, in title (boosted) and body.
 */
public final class LuceneRuns {
  private LuceneRuns() {}

  public static void main(String[] arguments) throws IOException {
    Analyzer analyzer = analyzerNamed(arguments[1]);
    Path folder = Path.of(arguments[2]);
    Path input = Path.of(arguments[3]);
    if (arguments[0].equals("index")) {
      index(analyzer, folder, input);
    } else {
      search(analyzer, folder, input, Path.of(arguments[4]), Integer.parseInt(arguments[5]), Float.parseFloat(arguments[6]));
    }
  }

  private static Analyzer analyzerNamed(String name) {
    switch (name) {
      case "cjk":
        return new CJKAnalyzer();
      case "smart":
        return new SmartChineseAnalyzer();
      case "icu":
        return new SimplifiedUnigramsAndBigrams();
      default:
        throw new IllegalArgumentException("unknown analyzer: " + name);
    }
  }

  /** ICU's Traditional to Simplified, then single characters and bigrams: Lucene's best chain for both scripts. */
  private static final class SimplifiedUnigramsAndBigrams extends Analyzer {
    private static final int ALL_SCRIPTS =
        CJKBigramFilter.HAN | CJKBigramFilter.HIRAGANA | CJKBigramFilter.KATAKANA | CJKBigramFilter.HANGUL;

    @Override
    protected TokenStreamComponents createComponents(String field) {
      Tokenizer source = new StandardTokenizer();
      TokenStream stream = new LowerCaseFilter(new CJKWidthFilter(source));
      stream = new ICUTransformFilter(stream, Transliterator.getInstance("Traditional-Simplified"));
      return new TokenStreamComponents(source, new CJKBigramFilter(stream, ALL_SCRIPTS, true));
    }
  }

  private static void index(Analyzer analyzer, Path folder, Path input) throws IOException {
    try (FSDirectory directory = FSDirectory.open(folder);
        IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer));
        BufferedReader lines = Files.newBufferedReader(input, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split("\t", -1);
        Document document = new Document();
        document.add(new StoredField("id", parts[0]));
        document.add(new TextField("title", parts[1], Field.Store.NO));
        document.add(new TextField("body", parts[2], Field.Store.NO));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
  }

  private static void search(Analyzer analyzer, Path folder, Path input, Path output, int depth, float boost)
      throws IOException {
    BooleanQuery.setMaxClauseCount(Integer.MAX_VALUE);
    try (FSDirectory directory = FSDirectory.open(folder);
        DirectoryReader reader = DirectoryReader.open(directory);
        BufferedReader lines = Files.newBufferedReader(input, StandardCharsets.UTF_8);
        PrintWriter run = new PrintWriter(Files.newBufferedWriter(output, StandardCharsets.UTF_8))) {
      IndexSearcher searcher = new IndexSearcher(reader);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split("\t", 2);
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        for (String token : tokens(analyzer, parts[1])) {
          query.add(new BoostQuery(new TermQuery(new Term("title", token)), boost), BooleanClause.Occur.SHOULD);
          query.add(new TermQuery(new Term("body", token)), BooleanClause.Occur.SHOULD);
        }
        int rank = 0;
        for (ScoreDoc hit : searcher.search(query.build(), depth).scoreDocs) {
          rank++;
          String id = searcher.doc(hit.doc).get("id");
          run.println(parts[0] + " Q0 " + id + " " + rank + " " + hit.score + " lucene");
        }
      }
    }
  }

  private static List<String> tokens(Analyzer analyzer, String text) throws IOException {
    Set<String> distinct = new LinkedHashSet<>();
    try (TokenStream stream = analyzer.tokenStream("body", new StringReader(text))) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        distinct.add(term.toString());
      }
      stream.end();
    }
    return new ArrayList<>(distinct);
  }
}
