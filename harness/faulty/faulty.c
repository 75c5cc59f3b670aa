/* Faulty disk (故障磁盘): put under a server process by LD_PRELOAD (harness::faulty).
 *
 * For files under $GUATU_FAULTY_UNDER: as long as $GUATU_FAULTY/full exists, writes fail as on a full disk; when
 * $GUATU_FAULTY/flush exists, it is taken away and one flush fails as on a failing disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int flag(const char *name, char *path) {
    const char *folder = getenv("GUATU_FAULTY");
    if (folder == NULL) return 0;
    snprintf(path, PATH_MAX, "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}

static int ours(int fd) {
    const char *under = getenv("GUATU_FAULTY_UNDER");
    char link[64], file[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, file, sizeof file - 1);
    if (under == NULL || length <= 0) return 0;
    file[length] = 0;
    return strncmp(file, under, strlen(under)) == 0;
}

static int full(int fd) {
    char path[PATH_MAX];
    return flag("full", path) && ours(fd);
}

static int fails(int fd) {
    char path[PATH_MAX];
    return flag("flush", path) && ours(fd) && unlink(path) == 0;
}

#define REAL(type, name, ...) ((type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name))

ssize_t write(int fd, const void *bytes, size_t count) {
    if (full(fd)) { errno = ENOSPC; return -1; }
    return REAL(ssize_t, "write", int, const void *, size_t)(fd, bytes, count);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) {
    if (full(fd)) { errno = ENOSPC; return -1; }
    return REAL(ssize_t, "pwrite", int, const void *, size_t, off_t)(fd, bytes, count, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    if (full(fd)) { errno = ENOSPC; return -1; }
    return REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t)(fd, bytes, count, at);
}

int fsync(int fd) {
    if (fails(fd)) { errno = EIO; return -1; }
    return REAL(int, "fsync", int)(fd);
}

int fdatasync(int fd) {
    if (fails(fd)) { errno = EIO; return -1; }
    return REAL(int, "fdatasync", int)(fd);
}
