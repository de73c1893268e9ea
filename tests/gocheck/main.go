// Command gocheck verifies, with Go's own sumdb/tlog and sumdb/note, what the Python code wrote.
//
// It reads one JSON object a line: a log's files, its signed checkpoint, and claims about proofs. It
// answers one JSON object a line: what did not verify, and for each claim whether it holds. It knows
// nothing of how the logs were made, and shares no code with what made them.
package main

import (
	"bufio"
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

// job is one line of input.
type job struct {
	Origin    string
	LogKey    string            // verifier key line of the log
	Witnesses []string          // verifier key lines of witnesses, type 0x04
	Note      []byte            // the signed checkpoint
	Files     map[string][]byte // tiles and entry bundles by path
	Proofs    bool              // whether every leaf is to be read, and every proof made again, from the tiles
	Inclusion []inclusion
	Trees     []consistency
	Notes     [][]byte // further notes, each to be opened with the log's key
}

type inclusion struct {
	Index, Size int64
	Leaf, Root  []byte
	Path        []byte // hashes one after another
}

type consistency struct {
	Old, Size     int64
	OldRoot, Root []byte
	Path          []byte
}

// verdict is one line of output.
type verdict struct {
	Wrong     []string // what of the log itself does not verify
	Signers   []string
	Inclusion []bool
	Trees     []bool
	Notes     []bool
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	decoder, encoder := json.NewDecoder(in), json.NewEncoder(os.Stdout)
	for decoder.More() {
		var one job
		if err := decoder.Decode(&one); err != nil {
			fmt.Fprintln(os.Stderr, "gocheck:", err)
			os.Exit(2)
		}
		if err := encoder.Encode(one.judge()); err != nil {
			os.Exit(2)
		}
	}
}

func (j job) judge() verdict {
	found := verdict{Wrong: []string{}, Signers: []string{}}
	if len(j.Note) > 0 {
		if err := j.whole(&found); err != nil {
			found.Wrong = append(found.Wrong, err.Error())
		}
	}
	for _, c := range j.Inclusion {
		found.Inclusion = append(found.Inclusion, c.holds())
	}
	for _, c := range j.Trees {
		found.Trees = append(found.Trees, c.holds())
	}
	for _, data := range j.Notes {
		_, _, err := j.open(data)
		found.Notes = append(found.Notes, err == nil)
	}
	return found
}

// open opens a note under the log's key and the witnesses', and reads the tree it states.
func (j job) open(data []byte) (*note.Note, tlog.Tree, error) {
	log, err := note.NewVerifier(j.LogKey)
	if err != nil {
		return nil, tlog.Tree{}, err
	}
	keys := []note.Verifier{log}
	for _, line := range j.Witnesses {
		key, err := newWitness(line)
		if err != nil {
			return nil, tlog.Tree{}, err
		}
		keys = append(keys, key)
	}
	opened, err := note.Open(data, note.VerifierList(keys...))
	if err != nil {
		return nil, tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != j.Origin || lines[3] != "" {
		return nil, tlog.Tree{}, fmt.Errorf("the checkpoint is not three lines of %s", j.Origin)
	}
	var size int64
	if _, err := fmt.Sscanf(lines[1], "%d", &size); err != nil {
		return nil, tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return opened, tlog.Tree{N: size, Hash: root}, err
}

// whole verifies the checkpoint, every entry and tile, and with Proofs makes all proofs from the tiles.
func (j job) whole(found *verdict) error {
	opened, tree, err := j.open(j.Note)
	if err != nil {
		return err
	}
	for _, signature := range opened.Sigs {
		found.Signers = append(found.Signers, signature.Name)
	}
	reader := tlog.TileHashReader(tree, files(j.Files))
	if err := j.leaves(tree, reader); err != nil {
		return err
	}
	if !j.Proofs {
		return nil
	}
	return j.proofs(tree, reader)
}

// leaves reads every leaf through the tiles, which authenticates them, and compares it with its entry.
func (j job) leaves(tree tlog.Tree, reader tlog.HashReader) error {
	indexes := make([]int64, tree.N)
	for n := range indexes {
		indexes[n] = tlog.StoredHashIndex(0, int64(n))
	}
	hashes, err := reader.ReadHashes(indexes)
	if err != nil {
		return err
	}
	for n := int64(0); n < tree.N; n += 1 << height {
		width := int(tree.N - n)
		if width > 1<<height {
			width = 1 << height
		}
		tile := tlog.Tile{H: height, L: -1, N: n >> height, W: width}
		rest := j.Files[path(tile)]
		for at := int64(0); at < int64(width); at++ {
			if len(rest) < 2 || len(rest) < 2+int(binary.BigEndian.Uint16(rest)) {
				return fmt.Errorf("the entry bundle at %d breaks off", n)
			}
			length := int(binary.BigEndian.Uint16(rest))
			if tlog.RecordHash(rest[2:2+length]) != hashes[n+at] {
				return fmt.Errorf("entry %d is not the leaf of the tree", n+at)
			}
			rest = rest[2+length:]
		}
		if len(rest) != 0 {
			return fmt.Errorf("the entry bundle at %d holds more than its entries", n)
		}
	}
	return nil
}

// proofs makes every proof anew from the tiles and compares it with the one that was claimed.
func (j job) proofs(tree tlog.Tree, reader tlog.HashReader) error {
	for _, c := range j.Inclusion {
		if c.Size != tree.N || !bytes.Equal(c.Root, tree.Hash[:]) || c.Index >= tree.N || !c.holds() {
			continue
		}
		proof, err := tlog.ProveRecord(tree.N, c.Index, reader)
		if err != nil || !bytes.Equal(joined(proof), c.Path) {
			return fmt.Errorf("the inclusion proof of %d is another: %v", c.Index, err)
		}
	}
	for _, c := range j.Trees {
		if c.Size != tree.N || !bytes.Equal(c.Root, tree.Hash[:]) || c.Old > tree.N || !c.holds() {
			continue
		}
		proof, err := tlog.ProveTree(tree.N, c.Old, reader)
		if err != nil || !bytes.Equal(joined(proof), c.Path) {
			return fmt.Errorf("the consistency proof from %d is another: %v", c.Old, err)
		}
	}
	return nil
}

func (c inclusion) holds() bool {
	path, ok := split(c.Path)
	if !ok || len(c.Leaf) != tlog.HashSize || len(c.Root) != tlog.HashSize {
		return false
	}
	return tlog.CheckRecord(path, c.Size, hash(c.Root), c.Index, hash(c.Leaf)) == nil
}

func (c consistency) holds() bool {
	path, ok := split(c.Path)
	if !ok || len(c.OldRoot) != tlog.HashSize || len(c.Root) != tlog.HashSize {
		return false
	}
	return tlog.CheckTree(path, c.Size, hash(c.Root), c.Old, hash(c.OldRoot)) == nil
}

func hash(data []byte) (h tlog.Hash) {
	copy(h[:], data)
	return h
}

func split(data []byte) ([]tlog.Hash, bool) {
	hashes := []tlog.Hash{}
	for ; len(data) >= tlog.HashSize; data = data[tlog.HashSize:] {
		hashes = append(hashes, hash(data[:tlog.HashSize]))
	}
	return hashes, len(data) == 0
}

func joined(hashes []tlog.Hash) []byte {
	data := []byte{}
	for _, one := range hashes {
		data = append(data, one[:]...)
	}
	return data
}

// path is where C2SP tlog-tiles puts a tile: Go's own path has the height in it and calls entries data.
func path(tile tlog.Tile) string {
	if tile.L < 0 {
		return "tile/entries" + strings.TrimPrefix(tile.Path(), "tile/8/data")
	}
	return "tile" + strings.TrimPrefix(tile.Path(), "tile/8")
}

// files gives Go's reader the tiles of a job.
type files map[string][]byte

func (f files) Height() int { return height }

func (f files) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	found := make([][]byte, len(tiles))
	for n, tile := range tiles {
		data, ok := f[path(tile)]
		if !ok {
			return nil, fmt.Errorf("%s is missing", path(tile))
		}
		found[n] = data
	}
	return found, nil
}

func (f files) SaveTiles([]tlog.Tile, [][]byte) {}

// witness verifies timestamped cosignatures (C2SP tlog-cosignature), which Go's library leaves to others.
type witness struct {
	name string
	key  ed25519.PublicKey
	id   uint32
}

func newWitness(line string) (*witness, error) {
	parts := strings.SplitN(line, "+", 3)
	if len(parts) != 3 {
		return nil, fmt.Errorf("a witness's key has three parts")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 4 {
		return nil, fmt.Errorf("a witness's key is of type 4")
	}
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	id := binary.BigEndian.Uint32(sum[:])
	if fmt.Sprintf("%08x", id) != parts[1] {
		return nil, fmt.Errorf("the id of %s is not that of its key", parts[0])
	}
	return &witness{parts[0], key[1:], id}, nil
}

func (w *witness) Name() string    { return w.name }
func (w *witness) KeyHash() uint32 { return w.id }

func (w *witness) Verify(message, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	at := binary.BigEndian.Uint64(signature)
	signed := fmt.Sprintf("cosignature/v1\ntime %d\n%s", at, message)
	return ed25519.Verify(w.key, []byte(signed), signature[8:])
}
