"""What each adapter would run, word for word, and what it asks of a case. Programs need not be there for that."""

from __future__ import annotations

import pytest
from conftest import job_for, write_case

from headtohead.adapters import ADAPTERS_BY_NAME as ADAPTERS
from headtohead.case import load
from headtohead.runner import Runner, Settings


def commands(name, case, tmp_path, steps="run"):
    adapter = ADAPTERS[name]
    job = job_for(case, tmp_path, {program: program for program in adapter.programs})
    runner = Runner(case, Settings(tmp_path, tmp_path / "logs"), print)
    return [runner._shown(step, job.tool, adapter) for step in getattr(adapter, steps)(job)]


@pytest.fixture
def full(case_folder):
    """Everything but RNA."""
    text = 'reference = "ref.fa"\ntumor = "tumor.bam"\nnormal = "normal.bam"\ntargets = "targets.bed"\ngenes = "genes.gtf"\n'
    return load(write_case(case_folder, text))


EXPECTED = {
    "oncosweep": [
        "oncosweep sweep tumor.bam --normal normal.bam --reference ref.fa --targets targets.bed --genes genes.gtf --threads 2 --output WORK/run/out"
    ],
    "oncosweep msi": [
        "oncosweep msi tumor.bam --normal normal.bam --reference ref.fa --targets targets.bed --genes genes.gtf --threads 2 --output WORK/run/out"
    ],
    "samtools view -c": [
        "samtools view -c -@ 1 -T ref.fa tumor.bam > WORK/run/count0.txt",
        "samtools view -c -@ 1 -T ref.fa normal.bam > WORK/run/count1.txt",
    ],
    "mosdepth": [
        "mosdepth --no-per-base --fast-mode --threads 2 --fasta ref.fa --by targets.bed sample0 tumor.bam",
        "mosdepth --no-per-base --fast-mode --threads 2 --fasta ref.fa --by targets.bed sample1 normal.bam",
    ],
    "strelka2": [
        "configureStrelkaSomaticWorkflow.py --normalBam normal.bam --tumorBam tumor.bam --referenceFasta ref.fa --runDir WORK/run/run "
        "--exome --callRegions WORK/prepared/targets.bed.gz",
        "WORK/run/run/runWorkflow.py --mode local --jobs 2",
    ],
    "vardict-java": [
        "vardict-java -G ref.fa -f 0.01 -N TUMOR -b 'tumor.bam|normal.bam' -th 2 -c 1 -S 2 -E 3 -g 4 WORK/run/regions.bed"
        " | testsomatic.R | var2vcf_paired.pl -N 'TUMOR|NORMAL' -f 0.01 > WORK/run/vardict.vcf"
    ],
    "lofreq": [
        "lofreq indelqual --dindel --ref ref.fa --out WORK/run/tumor.bam tumor.bam",
        "samtools index WORK/run/tumor.bam",
        "lofreq indelqual --dindel --ref ref.fa --out WORK/run/normal.bam normal.bam",
        "samtools index WORK/run/normal.bam",
        "lofreq somatic --normal WORK/run/normal.bam --tumor WORK/run/tumor.bam --ref ref.fa --bed targets.bed --call-indels --threads 2 --outprefix WORK/run/out_",
    ],
    "msisensor-pro": ["msisensor-pro msi -d WORK/prepared/sites.list -n normal.bam -t tumor.bam -e targets.bed -b 2 -o WORK/run/out"],
    "msisensor": ["msisensor msi -d WORK/prepared/sites.list -n normal.bam -t tumor.bam -e targets.bed -b 2 -o WORK/run/out"],
    "mantis": [
        "mantis-msi2 --bedfile WORK/prepared/loci.bed --genome ref.fa -n normal.bam -t tumor.bam -mrq 20 -mlq 25 -mlc 20 -mrr 1 --threads 2 -o WORK/run/out.txt"
    ],
    "delly": [
        "OMP_NUM_THREADS=2 delly call -g ref.fa -o WORK/run/calls.bcf tumor.bam normal.bam",
        "delly filter -f somatic -p -s WORK/run/samples.tsv -o WORK/run/somatic.bcf WORK/run/calls.bcf",
    ],
    "manta": [
        "configManta.py --tumorBam tumor.bam --referenceFasta ref.fa --runDir WORK/run/run --normalBam normal.bam --exome --callRegions WORK/prepared/targets.bed.gz",
        "WORK/run/run/runWorkflow.py --mode local --jobs 2",
    ],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_commands(name, full, tmp_path):
    assert commands(name, full, tmp_path) == EXPECTED[name]


def test_freebayes(full, tmp_path):
    call, choose = commands("freebayes", full, tmp_path)
    assert call.startswith("freebayes --fasta-reference ref.fa --pooled-discrete") and call.endswith(
        "--targets targets.bed tumor.bam normal.bam > WORK/run/joint.vcf"
    )
    assert "--samples tumor_sample,normal_sample" in choose and "FORMAT/AO[0:0]>=4" in choose and "FORMAT/DP[1]>=8" in choose


def test_freebayes_gets_read_groups_of_their_own_when_both_files_use_the_same(case_folder, tmp_path):
    import pysam

    for name in ("tumor", "normal"):
        with pysam.AlignmentFile(str(case_folder / f"{name}.bam")) as old:
            header = old.header.to_dict()
        header["RG"] = [{"ID": "1", "SM": name}]
        with pysam.AlignmentFile(str(case_folder / f"{name}.bam"), "wb", header=header):
            pass
    case = load(write_case(case_folder, 'reference = "ref.fa"\ntumor = "tumor.bam"\nnormal = "normal.bam"\n'))
    prepared = commands("freebayes", case, tmp_path, "prepare")
    assert prepared[0] == "samtools addreplacerg -m overwrite_all -w -r '@RG\\tID:tumor\\tSM:tumor' -@ 1 -o WORK/prepared/tumor.bam tumor.bam"
    assert len(prepared) == 4
    assert "WORK/prepared/tumor.bam WORK/prepared/normal.bam" in commands("freebayes", case, tmp_path)[0]


def test_pytmb_takes_the_calls_of_freebayes_and_the_size_of_the_coding_sequence(full, tmp_path):
    annotate, count = commands("pytmb", full, tmp_path)
    assert "WORK/freebayes/somatic.vcf" in annotate and "--gff-annot WORK/prepared/genes.gff3" in annotate
    assert "--sample tumor_sample" in count and "--effGenomeSize 30" in count
    assert ADAPTERS["pytmb"].after == "freebayes"


def test_preparations(full, tmp_path):
    assert commands("strelka2", full, tmp_path, "prepare") == [
        "sort -k1,1 -k2,2n targets.bed | bgzip --stdout > WORK/prepared/targets.bed.gz",
        "tabix -p bed WORK/prepared/targets.bed.gz",
    ]
    assert commands("msisensor-pro", full, tmp_path, "prepare") == ["msisensor-pro scan -d ref.fa -o WORK/prepared/sites.list"]
    assert commands("mantis", full, tmp_path, "prepare") == ["mantis-msi2-repeat-finder -i ref.fa -o WORK/prepared/loci.bed"]


def test_without_a_normal(tumor_only, tmp_path):
    assert commands("delly", tumor_only, tmp_path) == ["OMP_NUM_THREADS=2 delly call -g ref.fa -o WORK/run/calls.bcf tumor.bam"]
    assert commands("msisensor-pro", tumor_only, tmp_path) == [
        "msisensor-pro pro -d WORK/prepared/sites.list -t tumor.bam -i 0.1 -b 2 -o WORK/run/out"
    ]
    lacking = {name for name, adapter in ADAPTERS.items() if adapter.lacking(tumor_only)}
    assert lacking == {"oncosweep tmb", "oncosweep msi", "strelka2", "vardict-java", "lofreq", "freebayes", "pytmb", "msisensor", "mantis", "arriba"}
    assert ADAPTERS["pytmb"].lacking(tumor_only) == "needs a matched normal and a gene annotation (GTF)"


def test_a_compressed_reference(case_folder):
    import pysam

    pysam.tabix_compress(str(case_folder / "ref.fa"), str(case_folder / "ref.fa.gz"))
    pysam.faidx(str(case_folder / "ref.fa.gz"))
    case = load(write_case(case_folder, 'reference = "ref.fa.gz"\ntumor = "tumor.bam"\nnormal = "normal.bam"\n'))
    assert ADAPTERS["freebayes"].lacking(case) == "needs an uncompressed reference"
    assert {name for name, adapter in ADAPTERS.items() if not adapter.lacking(case)} >= {"oncosweep", "delly", "mosdepth", "msisensor-pro"}


def test_rna_alone(case_folder, tmp_path):
    case = load(write_case(case_folder, 'reference = "ref.fa"\nrna = "tumor.bam"\ngenes = "genes.gtf"\n'))
    assert commands("arriba", case, tmp_path) == [
        "arriba -x tumor.bam -a ref.fa -g genes.gtf -f blacklist -o WORK/run/fusions.tsv -O WORK/run/discarded.tsv"
    ]
    assert commands("oncosweep", case, tmp_path) == [
        "oncosweep fusion --reference ref.fa --genes genes.gtf --rna tumor.bam --threads 2 --output WORK/run/out"
    ]
    assert {name for name, adapter in ADAPTERS.items() if not adapter.lacking(case)} == {
        "oncosweep",
        "oncosweep fusion",
        "samtools view -c",
        "arriba",
    }


def test_vardict_cuts_a_genome_without_targets_into_windows(pair, tmp_path):
    commands("vardict-java", pair, tmp_path)
    assert (tmp_path / "run/regions.bed").read_text() == "chr1\t0\t59\tr0\nchr2\t0\t34\tr1\n"


def test_every_adapter_says_how_to_install_it_and_its_licence():
    for adapter in ADAPTERS.values():
        assert adapter.install and adapter.licence and adapter.about
        assert adapter.yardstick != bool(adapter.answers)


def test_a_program_is_found_by_its_variable_first(monkeypatch, tmp_path):
    program = tmp_path / "any"
    program.write_text("#!/bin/sh\necho delly version v9.8.7\n")
    program.chmod(0o755)
    monkeypatch.setenv("BENCH_DELLY", str(program))
    tool = ADAPTERS["delly"].find()
    assert tool is not None and (tool["delly"], tool.version) == (str(program), "9.8.7")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("BENCH_DELLY")
    assert ADAPTERS["delly"].find() is None
